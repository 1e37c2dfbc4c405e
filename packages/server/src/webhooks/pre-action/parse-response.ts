import {
  type AnyParameter,
  camelCase,
  conversation,
  decodeValue,
  invalidParameter,
  message,
  type Parameters,
  type PreActionEvent,
} from '@colloquy/contract';
import type { SendResult } from '../http/send-result.ts';
import { toSnakeCase } from '../payload/snake-case.ts';

/** What the answer to a pre-action webhook can change, as parameters of the request that it is asked about. */
export interface Changes {
  readonly friendlyName?: string;
  readonly attributes?: string;
  readonly body?: string;
  readonly author?: string;
}

/** What a pre-action webhook wants. No answer, or one that nobody understands, changes nothing. */
export type PreActionResponse =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly changes: Changes }
  | { readonly kind: 'rejected'; readonly status: number };

interface ChangeableField {
  /** In the answer. */
  readonly key: string;
  /** Of the request. */
  readonly name: string;
  readonly parameter: AnyParameter;
}

const toChangeableFields = (
  parameters: Parameters,
  ...names: readonly string[]
): readonly ChangeableField[] =>
  names.flatMap((name) => {
    const parameter = parameters[name];
    return parameter === undefined ? [] : [{ key: toSnakeCase(name), name, parameter }];
  });

/** What each event lets its webhook change; of the others it can only be told no. */
const changeableByEvent: Partial<Record<PreActionEvent, readonly ChangeableField[]>> = {
  onConversationAdd: toChangeableFields(
    conversation.operations.create.parameters,
    'FriendlyName',
    'Attributes',
  ),
  onConversationUpdate: toChangeableFields(conversation.operations.update.parameters, 'FriendlyName'),
  onMessageAdd: toChangeableFields(message.operations.create.parameters, 'Body', 'Author', 'Attributes'),
  onMessageUpdate: toChangeableFields(message.operations.update.parameters, 'Body', 'Author', 'Attributes'),
};

/**
 * What the result of asking a pre-action webhook means.
 *
 * @throws ApiError for a value that the request could not have either.
 */
export function parsePreActionResponse(event: PreActionEvent, result: SendResult): PreActionResponse {
  if (result.kind === 'failure') return { kind: 'unchanged' };
  const { status, body, isWhole } = result;
  if (status >= 400) return { kind: 'rejected', status };
  if (status >= 300 || !isWhole) return { kind: 'unchanged' };
  const given = parseObject(body);
  const changes = (changeableByEvent[event] ?? []).flatMap(({ key, name, parameter }) => {
    const text = given.get(key) ?? undefined;
    if (text !== undefined && typeof text !== 'string') throw invalidParameter(name);
    const value = decodeValue(parameter, text, name);
    return value === undefined ? [] : [[camelCase(name), value] as const];
  });
  // Each parameter's kind has made its value.
  return changes.length === 0
    ? { kind: 'unchanged' }
    : { kind: 'changed', changes: Object.fromEntries(changes) as Changes };
}

/** The members of a JSON object; none when the text is none. */
function parseObject(body: Buffer): ReadonlyMap<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return new Map(Object.entries(value));
  } catch {
    // Not JSON.
  }
  return new Map();
}
