import type { AccessToken } from '../../accounts/access-tokens/token-verifier.ts';
import type { Clock } from '../../platform/clock.ts';
import type { TickBatcher } from '../../platform/tick-batcher.ts';
import type { EndReason, SessionListener, SessionUser } from './session.ts';

/** Frames of all sessions since the start. */
export interface FrameCounts {
  in: number;
  out: number;
}

/** @template Owner the class of the connections. */
export interface ConnectionDeps<Owner> {
  readonly verifyToken: (token: string) => Promise<AccessToken>;
  /** The clock by which tokens expire. */
  readonly clock: Clock;
  /** Milliseconds of real time, by which peers are found to be silent: moving the test clock must not drop them. */
  readonly uptime: () => number;
  readonly nextFrameId: () => string;
  readonly listener: SessionListener;
  readonly batcher: TickBatcher;
  readonly counts: FrameCounts;
  /** Called when bytes have come from a client, of a frame that may not be complete. */
  readonly onReceived: (bytes: number) => void;
  /** Returns the function that frees the place of a session; undefined if there is none. */
  readonly acquire: (user: SessionUser) => (() => void) | undefined;
  readonly onError: (error: unknown) => void;
  /** Called when the client has been accepted. */
  readonly onOpen: (connection: Owner) => void;
  /** Called when the connection serves nothing any more, although its socket may still be open. */
  readonly onEnd: (connection: Owner, reason: EndReason) => void;
  readonly onClose: (connection: Owner) => void;
}
