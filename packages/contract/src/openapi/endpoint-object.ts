import { idempotencyKeyHeader } from '../conditional-requests.ts';
import type { Endpoint, EndpointReply, OtherReply } from '../endpoints/endpoint.ts';
import { errorsOfEndpoint } from '../error-replies.ts';
import { exampleOfEndpoint, exampleOfItem } from '../examples/example-reply.ts';
import { exampleBaseUrl } from '../examples/example-values.ts';
import type { JsonSchema } from '../json-schema.ts';
import { describePath } from '../path-parameters.ts';
import { errorContent, errorResponses } from './error-responses.ts';
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
      ...pathObjects(describePath(path)),
      ...parameterObjects(parameters),
      ...headerObjects(canUseIdempotencyKey ? [idempotencyKeyHeader] : []),
    ],
    ...(endpoint.body === undefined ? requestBody(parameters) : { requestBody: bodyObject(endpoint.body) }),
    responses: {
      [endpoint.status]: { description: summary, ...body },
      ...errorResponses(errorsOfEndpoint(endpoint)),
      ...Object.fromEntries(
        Object.entries(otherReplies).map(([status, other]) => [
          status,
          { description: other.description, ...bodies[other.body] },
        ]),
      ),
    },
  };
}

/** The schemas that the description of an endpoint refers to, with an example of each. */
export function endpointSchemas(endpoint: Endpoint): Record<string, JsonSchema> {
  const { reply } = endpoint;
  const reference = { examples: [exampleOfEndpoint(endpoint, exampleBaseUrl)] };
  const item = { examples: [exampleOfItem(endpoint, exampleBaseUrl)] };
  switch (reply.kind) {
    case 'object':
      return { [reply.name]: { ...objectSchema(reply.properties), ...reference } };
    case 'array':
    case 'events':
      return { [reply.item.name]: { ...objectSchema(reply.item.properties), ...item } };
    case 'page': {
      const { properties, required = [], ...rest } = objectSchema(reply.page);
      const items = { type: 'array', items: componentRef(reply.item.name) };
      return {
        [reply.item.name]: { ...objectSchema(reply.item.properties), ...item },
        [reply.name]: {
          ...rest,
          properties: { ...properties, [reply.key]: items },
          required: [...required, reply.key],
          ...reference,
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
