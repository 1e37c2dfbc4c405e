import { RequestTimeoutError } from './errors.ts';
import type { Timer } from './platform.ts';

/** Resolves after some milliseconds. @throws the signal's reason, at once when it aborts. */
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
  /** Aborts when the caller's does, with its reason, or at the limit, with a {@link RequestTimeoutError}. */
  readonly signal: AbortSignal;
  /** To be called when the attempt is over: lets go of the timer and of the caller's signal. */
  readonly clear: () => void;
}

/**
 * Written out because AbortSignal.any is younger than the engines that we support, keeps the joined signals
 * alive in some of them, and takes no timer of ours.
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
