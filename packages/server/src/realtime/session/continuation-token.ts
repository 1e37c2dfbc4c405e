import { createHash } from 'node:crypto';
import type { ContinuationStatus } from './server-frames.ts';
import type { SessionUser } from './session.ts';

/** Computed from the user, so that every process knows it; it grants nothing. */
export function continuationTokenOf({ accountSid, serviceSid, identity }: SessionUser): string {
  const digest = createHash('sha256').update(JSON.stringify([accountSid, serviceSid, identity]));
  return `CT${digest.digest('hex').slice(0, 32)}`;
}

/** @param given what the client has sent. */
export function continuationStatus(given: unknown, expected: string): ContinuationStatus {
  if (typeof given !== 'string') return 'MISSING';
  return given === expected ? 'current' : 'DIFFERENT_IDENTITY';
}
