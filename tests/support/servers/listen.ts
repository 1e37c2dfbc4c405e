import type { Server } from 'node:net';

/** Starts a server on a free port of the loopback interface. @returns its origin. */
export async function listen(server: Server, scheme = 'http'): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `${scheme}://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
