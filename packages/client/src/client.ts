import { type Api, api, type Endpoints, endpoints, type ObjectOf } from '@colloquy/contract';
import { createEndpointMethods } from './endpoint-methods.ts';
import type { EndpointMethods } from './endpoint-types.ts';
import { createMethods } from './methods.ts';
import type { ClientOptions } from './options.ts';
import { createTransport } from './transport.ts';
import type { Methods } from './types.ts';

/**
 * A method for every operation of the API, under the operation's name, such as `fetchServiceConversation`,
 * and three for every list: `list...` (an array), `page...` (one page) and `stream...` (an async iterable).
 *
 * Arguments are a string for each SID in the path, then the parameters if the operation has any, then
 * {@link CallOptions}. Every call may reject with ColloquyError, ConnectionError, RequestTimeoutError,
 * UnexpectedReplyError or its signal's reason; with TypeError or RangeError, before anything was sent, when an
 * argument cannot be sent.
 */
export interface Client extends Methods<Api[keyof Api]>, EndpointMethods<Endpoints> {}

/** An object of the API: `Item<'conversation'>` is what `fetchConversation` gives. */
export type Item<Name extends keyof Api> = ObjectOf<Api[Name]['properties']>;

/**
 * A client for one server and one account. It holds no connection and needs no closing.
 *
 * @throws TypeError when base URL or credentials cannot be used, RangeError when the time limit cannot.
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const methods: unknown = {
    ...createMethods(Object.values(api), transport),
    ...createEndpointMethods(endpoints, transport),
  };
  // The one cast: Client's members and these are derived from the same contract by the same rules, once in
  // types and once at run time, which the compiler cannot see. The tests hold both against the contract.
  return methods as Client;
}
