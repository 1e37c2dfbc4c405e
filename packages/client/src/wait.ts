import { RequestTimeoutError } from './errors.ts';
import type { Timer } from './platform.ts';

/** Resolves after some milliseconds. @throws the reason of the signal as soon as it aborts. */
export const sleep = (timer: Timer, milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
    const cancel = timer(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
  });

/** A signal for one attempt. */
export interface Deadline {
  /** Aborts with the caller's signal and its reason, or at the timeout with a {@link RequestTimeoutError}. */
  readonly signal: AbortSignal;
  /** Call it after the attempt: it releases the timer and the caller's signal. */
  readonly clear: () => void;
}

/**
 * Not AbortSignal.any and AbortSignal.timeout: they are newer than the oldest supported engines, any() leaks the joined
 * signals in some, and timeout() does not use the injected timer.
 */
export function startDeadline(
  timer: Timer,
  limit: { readonly what: string; readonly timeoutMs: number },
  signal: AbortSignal | undefined,
): Deadline {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const cancel = timer(
    () => controller.abort(new RequestTimeoutError(limit.what, limit.timeoutMs)),
    limit.timeoutMs,
  );
  return {
    signal: controller.signal,
    clear: () => {
      cancel();
      signal?.removeEventListener('abort', abort);
    },
  };
}
