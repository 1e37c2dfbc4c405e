import type { CloseStatus } from '../session/session.ts';

/* Why the hub ends sessions. */

/** Ends a session whose copy of an object cannot be continued: only a new client begins with new copies. */
export const cannotContinue = {
  code: 406,
  status: 'NOT_ACCEPTABLE',
  description: 'The client has to start anew',
} as const satisfies CloseStatus;

/** Ends a session that has to resume, because what it gets next cannot be read now. */
export const hasToResume = {
  code: 308,
  status: 'OFFLOAD',
  description: 'The client has to resume',
} as const satisfies CloseStatus;

/**
 * Ends a session whose client has copies of another user's objects. A client gives up an object for good that it is
 * refused; after this it waits for a token, and resumes if that is its user's.
 */
export const hasForeignObjects = {
  code: 401,
  status: 'UNAUTHORIZED',
  description: 'The objects of the client are those of another user than the token names',
} as const satisfies CloseStatus;
