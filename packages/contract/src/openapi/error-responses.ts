import type { ErrorReply } from '../error-replies.ts';
import type { JsonSchema } from '../json-schema.ts';
import { componentRef, jsonContent } from './reply-schemas.ts';

/** The content of an error reply. */
export const errorContent = jsonContent(componentRef('Error'));

/** One response for each status, with its error codes in the description. */
export function errorResponses(replies: readonly ErrorReply[]): Record<string, object> {
  const byStatus = Map.groupBy(replies, ({ status }) => status);
  return Object.fromEntries(
    [...byStatus].map(([status, each]) => [
      status,
      {
        description: each.map(({ code, message }) => `${code}: ${message.replace('{}', '…')}`).join('; '),
        ...errorContent,
      },
    ]),
  );
}

export const errorSchema: JsonSchema = {
  type: 'object',
  properties: {
    code: { type: 'integer' },
    detail: { type: 'string' },
    details: {
      type: 'object',
      description:
        'The value that is invalid and those that are allowed, why an object was not found, or the permission that is missing',
      properties: {
        parameter: { type: 'string' },
        value: { type: 'string' },
        allowed: { type: 'string' },
        reason: { type: 'string' },
        permission: { type: 'string' },
      },
    },
    message: { type: 'string' },
    more_info: { type: 'string', format: 'uri' },
    status: { type: 'integer' },
  },
  required: ['code', 'message', 'more_info', 'status'],
};
