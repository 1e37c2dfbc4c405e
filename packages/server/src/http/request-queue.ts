import type { RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Requests that may wait on one connection for those before them. Real clients pipeline none or a few. */
const maxWaiting = 64;

/**
 * Handles the requests of each connection one after another, the next when the reply to the one before has been sent. So
 * however much a client pipelines, the server works on one request and holds one reply per connection. A request whose
 * connection has been closed meanwhile is not handled. A connection with too many waiting requests is closed.
 */
export function inTurn(handle: RequestListener): RequestListener {
  const latest = new WeakMap<Duplex, ServerResponse>();
  const waiting = new WeakMap<Duplex, number>();

  return (request, response) => {
    const { socket } = request;
    // The parser continues with what a closed connection has sent before.
    if (socket.destroyed) return;
    const before = latest.get(socket);
    latest.set(socket, response);
    if (before === undefined || before.writableFinished) {
      handle(request, response);
      return;
    }
    const count = waiting.get(socket) ?? 0;
    if (count === maxWaiting) {
      socket.destroy();
      return;
    }
    waiting.set(socket, count + 1);
    before.once('close', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1);
      if (!socket.destroyed) handle(request, response);
    });
  };
}
