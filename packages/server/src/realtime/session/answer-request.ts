import { ApiError } from '@colloquy/contract';
import type { TwilsockFrame } from '../codec/twilsock-frame.ts';
import { parseTunnelledRequest } from './client-frames.ts';
import type { ConnectionDeps } from './connection-deps.ts';
import * as frames from './server-frames.ts';
import type { Session } from './session.ts';

/** Resolves with the frame that answers a request of a session. Never rejects. */
export async function answerRequest(
  session: Session,
  frame: TwilsockFrame,
  { listener, onError }: Pick<ConnectionDeps<unknown>, 'listener' | 'onError'>,
): Promise<Buffer> {
  const { id } = frame.header;
  const request = parseTunnelledRequest(frame);
  try {
    const reply =
      request === undefined
        ? frames.errorReply(new ApiError(20001, 'The request is malformed'))
        : await listener.request(session, request);
    return frames.encodeReply(id, reply);
  } catch (error) {
    onError(error);
    return frames.encodeReply(id, frames.errorReply(new ApiError(20500)));
  }
}
