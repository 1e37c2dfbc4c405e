import type { Duplex } from 'node:stream';

/**
 * Calls `onExceeded` when a socket has received more bytes: a frame that is not complete yet would be collected until
 * the client closes the socket. Returns the function that removes the limit.
 */
export function limitReceived(socket: Duplex, maxBytes: number, onExceeded: () => void): () => void {
  let received = 0;
  const count = (chunk: Buffer) => {
    received += chunk.length;
    if (received > maxBytes) onExceeded();
  };
  socket.on('data', count);
  return () => socket.off('data', count);
}
