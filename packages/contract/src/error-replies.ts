import { conditionalErrors, idempotencyKeyReused } from './conditional-requests.ts';
import type { Endpoint } from './endpoints/endpoint.ts';
import { type ErrorCode, errors } from './errors.ts';
import { isAction, type Route } from './routes.ts';

/** An error that an operation can return. */
export interface ErrorReply {
  readonly code: ErrorCode;
  readonly status: number;
  /** With the placeholder of the catalogue, if there is one. */
  readonly message: string;
}

/** Error codes that every operation can return. */
export const commonErrorCodes: readonly ErrorCode[] = [20001, 20003, 20404, 20413, 20429, 20500, 20503];

/** Nothing that an operation without credentials, parameters or objects does can be refused. */
const publicErrorCodes: readonly ErrorCode[] = [20500, 20503];

/** With a configured limit of actions per second. */
const rateErrorCodes: readonly ErrorCode[] = [50063, 50074];

/** All errors that a resource's operation can return. */
export const errorsOfRoute = (route: Route): ErrorReply[] => [
  ...toReplies([
    ...commonErrorCodes,
    ...(isAction(route) ? rateErrorCodes : []),
    ...route.operation.errors,
    ...(route.operation.preAction === undefined ? [] : [50056 as const]),
  ]),
  ...conditionalErrors(route),
];

/** All errors that an endpoint can return. */
export const errorsOfEndpoint = ({
  authentication,
  errors: own,
  canUseIdempotencyKey,
}: Pick<Endpoint, 'authentication' | 'errors' | 'canUseIdempotencyKey'>): ErrorReply[] => [
  ...toReplies([...(authentication === 'public' ? publicErrorCodes : commonErrorCodes), ...own]),
  ...(canUseIdempotencyKey ? [idempotencyKeyReused()] : []),
];

const toReplies = (codes: readonly ErrorCode[]): ErrorReply[] =>
  [...new Set(codes)].map((code) => ({ code, ...errors[code] }));
