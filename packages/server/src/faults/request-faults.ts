import { ApiError, endpoints } from '@colloquy/contract';
import type { FindRequestFault } from '../http/inject-faults.ts';
import type { Faults } from './faults.ts';

/** Operations that never fail: a test must be able to end its faults. */
export const exemptOperations: ReadonlySet<string> = new Set(
  endpoints.filter(({ tag }) => tag === 'Test').map(({ name }) => name),
);

const defaultDelayMs = 1000;

/** Returns what finds the faults of requests. */
export const createRequestFaults =
  (faults: Faults): FindRequestFault =>
  (accountSid, operation) => {
    if (operation === undefined || exemptOperations.has(operation)) return undefined;
    const delay = faults.take(accountSid, ['delay'], operation);
    const failure = faults.take(accountSid, ['error', 'disconnect', 'lost_reply'], operation);
    if (delay === undefined && failure === undefined) return undefined;
    return {
      delayMs: delay === undefined ? 0 : (delay.delayMs ?? defaultDelayMs),
      error: failure?.kind === 'error' ? toError(failure.status ?? 503) : undefined,
      retryAfterSeconds: failure?.retryAfterSeconds,
      disconnect:
        failure?.kind === 'disconnect' ? 'before' : failure?.kind === 'lost_reply' ? 'after' : undefined,
    };
  };

/** The error of the catalogue with a status, or the general one. */
function toError(status: number): ApiError {
  switch (status) {
    case 401:
      return new ApiError(20003);
    case 403:
      return new ApiError(20403);
    case 404:
      return new ApiError(20404, 'fault');
    case 429:
      return new ApiError(20429);
    case 503:
      return new ApiError(20503);
    default:
      return status >= 500 ? new ApiError(20500, '', status) : new ApiError(20001, 'A fault', status);
  }
}
