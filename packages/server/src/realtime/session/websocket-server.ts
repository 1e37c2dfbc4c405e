import type { WebSocketServer } from 'ws';

const maxFrameBytes = 1024 * 1024;

/**
 * Creates the library's server, which does the handshakes. The library is loaded with the first of them: it costs 35 ms
 * of CPU, and not every server has real-time clients.
 */
export async function createWebSocketServer(): Promise<WebSocketServer> {
  const library = await import('ws');
  return new library.WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Compression would cost memory for each socket, and a way to send a large message in few bytes.
    perMessageDeflate: false,
    maxPayload: maxFrameBytes,
    maxFragments: 1,
    maxBufferedChunks: 4096,
    // The session answers pings itself, within its bound for what is unsent.
    autoPong: false,
  });
}
