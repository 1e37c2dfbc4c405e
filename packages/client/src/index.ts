export { type Client, createClient, type Item } from './client.ts';
export type { Credentials } from './credentials.ts';
export type { EndpointMethods, EndpointPage } from './endpoint-types.ts';
export { toColloquyError } from './error-reply.ts';
export {
  ColloquyError,
  ConnectionError,
  type ErrorReply,
  RequestTimeoutError,
  UnexpectedReplyError,
} from './errors.ts';
export { etagOf } from './etags.ts';
export type {
  CallOptions,
  ClientOptions,
  ConnectionOptions,
  KeyOption,
  MatchOption,
  NoneMatchOption,
  RetryOptions,
} from './options.ts';
export type { Page } from './page.ts';
export type { Platform, Timer } from './platform.ts';
export { createRawSender, type RawRequest, type SendRaw } from './raw-request.ts';
export type { Methods } from './types.ts';
