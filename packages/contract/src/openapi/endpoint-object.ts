import { idempotencyKeyHeader, idempotencyKeyReused } from '../conditional-requests.ts';
import type { Endpoint, EndpointReply, OtherReply } from '../endpoints/endpoint.ts';
import { type ErrorCode, errors } from '../errors.ts';
import type { JsonSchema } from '../json-schema.ts';
import { commonErrorCodes, errorContent, errorResponses } from './error-responses.ts';
import { headerObjects, parameterObjects, pathObjects, requestBody } from './parameter-objects.ts';
import { componentRef, jsonContent, objectSchema } from './reply-schemas.ts';

/** The description of an operation beside those of the resources. */
export function endpointObject(endpoint: Endpoint): object {
  const { name, summary, tag, path, parameters, canUseIdempotencyKey, reply, otherReplies = {} } = endpoint;
  const body = replyContent(reply);
  const bodies: Readonly<Record<OtherReply['body'], object>> = { reply: body, error: errorContent, none: {} };
  return {
    operationId: name,
    summary,
    tags: [tag],
    ...securityOf(endpoint),
    parameters: [
      ...pathObjects(path),
      ...parameterObjects(parameters),
      ...headerObjects(canUseIdempotencyKey ? [idempotencyKeyHeader] : []),
    ],
    ...(endpoint.body === undefined ? requestBody(parameters) : { requestBody: bodyObject(endpoint.body) }),
    responses: {
      [endpoint.status]: { description: summary, ...body },
      ...errorResponses([
        ...[...codesOf(endpoint)].map((code) => ({ code, ...errors[code] })),
        ...(canUseIdempotencyKey ? [idempotencyKeyReused()] : []),
      ]),
      ...Object.fromEntries(
        Object.entries(otherReplies).map(([status, other]) => [
          status,
          { description: other.description, ...bodies[other.body] },
        ]),
      ),
    },
  };
}

/** The schemas that the description of an endpoint refers to. */
export function endpointSchemas({ reply }: Endpoint): Record<string, JsonSchema> {
  switch (reply.kind) {
    case 'object':
      return { [reply.name]: objectSchema(reply.properties) };
    case 'array':
    case 'events':
      return { [reply.item.name]: objectSchema(reply.item.properties) };
    case 'page': {
      const { properties, required = [], ...rest } = objectSchema(reply.page);
      const items = { type: 'array', items: componentRef(reply.item.name) };
      return {
        [reply.item.name]: objectSchema(reply.item.properties),
        [reply.name]: {
          ...rest,
          properties: { ...properties, [reply.key]: items },
          required: [...required, reply.key],
        },
      };
    }
    default:
      return {};
  }
}

function replyContent(reply: EndpointReply): object {
  switch (reply.kind) {
    case 'none':
      return {};
    case 'object':
    case 'page':
      return jsonContent(componentRef(reply.name));
    case 'array':
      return jsonContent({ type: 'array', items: componentRef(reply.item.name) });
    case 'text':
      return { content: { [reply.type]: { schema: { type: 'string' } } } };
    case 'content':
      return { content: { '*/*': {} } };
    case 'events':
      return {
        content: {
          'text/event-stream': {
            schema: { type: 'string', description: `The data of each event is a ${reply.item.name}.` },
          },
        },
      };
  }
}

const bodyObject = (body: NonNullable<Endpoint['body']>): object =>
  body.kind === 'json'
    ? { required: true, ...jsonContent(body.schema) }
    : {
        required: true,
        content: {
          '*/*': {},
          'multipart/form-data': {
            schema: {
              type: 'object',
              properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
            },
          },
        },
      };

function securityOf({ authentication }: Endpoint): object {
  if (authentication === 'public') return { security: [] };
  return authentication === 'token' ? { security: [{ basic: [] }, { token: [] }] } : {};
}

/** Nothing that an operation without credentials, parameters or objects does can be refused. */
const publicErrorCodes: readonly ErrorCode[] = [20500, 20503];

const codesOf = ({ authentication, errors: own }: Endpoint): Set<ErrorCode> =>
  new Set([...(authentication === 'public' ? publicErrorCodes : commonErrorCodes), ...own]);
