import { type Api, api, type Endpoints, endpoints, type ObjectOf } from '@colloquy/contract';
import { createEndpointMethods } from './endpoint-methods.ts';
import type { EndpointMethods } from './endpoint-types.ts';
import { createMethods } from './methods.ts';
import type { ClientOptions } from './options.ts';
import { createTransport } from './transport.ts';
import type { Methods } from './types.ts';

/**
 * A method for every operation of the API, named like the operation, such as `fetchServiceConversation`, and three
 * methods for every list: `list...` (an array), `page...` (one page) and `stream...` (an async iterable).
 *
 * Arguments are a string for each SID in the path, then the parameters if the operation has any, then
 * {@link CallOptions}. Every call may reject with ColloquyError, ConnectionError, RequestTimeoutError,
 * UnexpectedReplyError or the reason of its signal, and with TypeError or RangeError for an invalid argument, before
 * anything is sent.
 */
export interface Client extends Methods<Api[keyof Api]>, EndpointMethods<Endpoints> {}

/** An object of the API: `fetchConversation` resolves with `Item<'conversation'>`. */
export type Item<Name extends keyof Api> = ObjectOf<Api[Name]['properties']>;

/**
 * Creates a client for one server and one account. It has no connection of its own and need not be closed.
 *
 * @throws TypeError for an invalid base URL or credentials, RangeError for an invalid timeout.
 */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  const methods: unknown = {
    ...createMethods(Object.values(api), transport),
    ...createEndpointMethods(endpoints, transport),
  };
  // The types and the methods are derived from the same contract, which the compiler cannot see. The tests compare both
  // with the contract.
  return methods as Client;
}
