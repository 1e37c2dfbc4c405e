import type { CallOptions, ClientOptions } from './options.ts';
import { createTransport } from './transport.ts';

/** A request of your own, which the client sends as it is. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path with its query, from the base URL on: `/v1/Conversations?PageSize=5`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Blob | URLSearchParams | undefined;
}

/** Sends a request. The time limit covers the wait for the reply, not its body. */
export type SendRaw = (request: RawRequest, options?: CallOptions) => Promise<Response>;

/**
 * Creates a function for tools that show what the server really replies, such as an API reference. It adds the
 * credentials, and resolves with every reply, errors included; the methods of the client decode replies and throw.
 * Nothing is retried. A call may reject with ConnectionError, RequestTimeoutError, the reason of its signal, or
 * UnexpectedReplyError for a path that leads to another server.
 *
 * @throws TypeError for an invalid base URL or credentials, RangeError for an invalid timeout.
 */
export function createRawSender(options: ClientOptions): SendRaw {
  const transport = createTransport(options);
  return ({ method, path, headers = {}, body }, callOptions = {}) =>
    transport.exchange(
      { method, url: transport.base.url + path, headers, accept: '*/*', ...(body !== undefined && { body }) },
      callOptions,
    );
}
