import { camelCase, type Endpoint, type PageReply } from '@colloquy/contract';
import { buildRequest } from './build-request.ts';
import { decodeObject, parseObject } from './decode.ts';
import { UnexpectedReplyError } from './errors.ts';
import { streamEventData } from './event-stream.ts';
import { parseArguments } from './method-arguments.ts';
import { createListMethodsOf, type Method, type NamedMethod } from './methods.ts';
import type { CallOptions } from './options.ts';
import { isRecord, type UnknownRecord } from './record.ts';
import { type RequestShape, shapeOfEndpoint } from './request-shape.ts';
import { type ApiRequest, type ReadBody, readText, type Transport } from './transport.ts';

/** The methods for the operations that are not of a resource; their types are computed in `endpoint-types.ts`. */
export const createEndpointMethods = (
  endpoints: readonly Endpoint[],
  transport: Transport,
): Readonly<Record<string, Method>> =>
  Object.fromEntries(endpoints.flatMap((endpoint) => createMethodsOfEndpoint(endpoint, transport)));

function createMethodsOfEndpoint(endpoint: Endpoint, transport: Transport): NamedMethod[] {
  const { name, reply } = endpoint;
  const shape = shapeOfEndpoint(endpoint);
  if (reply.kind === 'page')
    return createListMethodsOf(name, shape, (call) =>
      fetchEndpointPage(reply, transport, buildRequest(shape, transport.base, call), call.options),
    );
  return [[camelCase(name), createMethodOf(endpoint, shape, transport)]];
}

function createMethodOf({ reply }: Endpoint, shape: RequestShape, transport: Transport): Method {
  const method =
    <Body>(accept: string, read: ReadBody<Body>, decode: (body: Body) => unknown) =>
    async (...given: readonly unknown[]) => {
      const call = parseArguments(shape, given);
      const request = { ...buildRequest(shape, transport.base, call), accept };
      return decode((await transport.send(request, call.options, read)).body);
    };
  switch (reply.kind) {
    case 'object':
      return method('application/json', readText, (text) =>
        decodeObject(reply.properties, parseObject(text)),
      );
    case 'array':
      return method('application/json', readText, (text) =>
        parseArray(text).map((item) => decodeObject(reply.item.properties, item)),
      );
    case 'text':
      return method(reply.type, readText, (text) => text);
    case 'content':
      return method(
        '*/*',
        (response) => response.blob(),
        (content) => content,
      );
    case 'events':
      return (...given) => {
        const call = parseArguments(shape, given);
        const request = { ...buildRequest(shape, transport.base, call), accept: 'text/event-stream' };
        return streamEventData(transport, request, call.options, (text) =>
          decodeObject(reply.item.properties, parseObject(text)),
        );
      };
    default:
      return method('application/json', readText, () => undefined);
  }
}

/** A page of a list that is not one of the Conversations API: what it says of itself, and its items. */
async function fetchEndpointPage(
  reply: PageReply,
  transport: Transport,
  request: ApiRequest,
  options: CallOptions,
): Promise<EndpointPage> {
  const body = parseObject((await transport.send(request, options, readText)).body);
  const items = body[reply.key];
  if (!Array.isArray(items)) throw new UnexpectedReplyError(`The reply is not a list of ${reply.key}`);
  const next = reply.next.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), body);
  return {
    ...decodeObject(reply.page, body),
    items: items.filter(isRecord).map((item) => decodeObject(reply.item.properties, item)),
    nextPage: async (own = {}) => {
      if (typeof next !== 'string') return undefined;
      const url = next.startsWith('/') ? transport.base.url + next : next;
      return fetchEndpointPage(reply, transport, { method: 'GET', url, headers: {} }, own);
    },
  };
}

interface EndpointPage {
  readonly items: readonly UnknownRecord[];
  nextPage(options?: CallOptions): Promise<EndpointPage | undefined>;
}

/** The objects of an array that the body of a reply is. @throws UnexpectedReplyError */
function parseArray(text: string): readonly UnknownRecord[] {
  // An array is the value of an object's key as well.
  const { items } = parseObject(`{"items":${text}}`);
  if (!Array.isArray(items)) throw new UnexpectedReplyError('The reply is not a JSON array');
  return items.filter(isRecord);
}
