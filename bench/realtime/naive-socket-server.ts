/**
 * The naive server: it replies to a request for a message, builds the event for each socket, and sends it with the
 * library that the product uses. It has no database, no credentials and no acknowledgements.
 */

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { HelperReply } from '../helper-messages.ts';

const sockets = new Set<WebSocket>();
const webSocketServer = new WebSocketServer({
  noServer: true,
  perMessageDeflate: false,
  clientTracking: false,
});
let index = 0;

/** What the product sends for a message, as one object. */
const eventOf = (sid: string, body: string, date: string) => ({
  event_type: 'list_item_added',
  events: [
    {
      id: index,
      date_created: date,
      list_sid: 'CH00000000000000000000000000000000.messages',
      list_revision: index.toString(16),
      item_index: index,
      item_url: `https://sync.invalid/v3/Lists/CH00000000000000000000000000000000.messages/Items/${index}`,
      item_revision: index.toString(16),
      item_data: {
        sid,
        text: body,
        author: 'member-0',
        subject: null,
        contentSid: null,
        attributes: '{}',
        timestamp: date,
        dateUpdated: date,
        lastUpdatedBy: null,
        memberSid: 'MB00000000000000000000000000000000',
        type: 'text',
        channelMetadata: false,
      },
      date_expires: null,
    },
  ],
});

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.end('{}');
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = new URLSearchParams(Buffer.concat(chunks).toString()).get('Body') ?? '';
    const sid = `IM${randomBytes(16).toString('hex')}`;
    const reply = JSON.stringify({ sid, body });
    index += 1;
    const event = eventOf(sid, body, new Date().toISOString());
    for (const socket of sockets) socket.send(JSON.stringify(event));
    response.writeHead(201, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(reply),
    });
    response.end(reply);
  });
});
server.on('upgrade', (request, socket, head) => {
  webSocketServer.handleUpgrade(request, socket, head, (webSocket) => {
    sockets.add(webSocket);
    webSocket.on('close', () => sockets.delete(webSocket));
  });
});
process.on('disconnect', () => process.exit(1));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const reply: HelperReply = {
    kind: 'ready',
    port: address === null || typeof address === 'string' ? null : address.port,
  };
  process.send?.(reply);
});
