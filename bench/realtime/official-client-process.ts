/** The official client, unmodified: how long it takes to know all conversations of its user. */

import { createRequire } from 'node:module';
import type { HelperReply } from '../helper-messages.ts';
import type { ClientOrder, ClientStart } from './realtime-messages.ts';

// The package says that it has an ES module, but Node cannot load it as one.
const { Client }: typeof import('@twilio/conversations') = createRequire(import.meta.url)(
  '@twilio/conversations',
);

async function startClient({ port, token, conversations }: ClientOrder): Promise<ClientStart> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const client = new Client(token, {
    Twilsock: { uri: `ws://127.0.0.1:${port}/v3/wsconnect` },
    logLevel: 'silent',
  });
  await new Promise<void>((resolve, reject) => {
    let known = 0;
    // The client announces a conversation when it has its document and its participants.
    client.on('conversationJoined', () => {
      known += 1;
      if (known === conversations) resolve();
    });
    client.on('initFailed', () => reject(new Error('the official client could not start')));
  });
  await client.getSubscribedConversations();
  const milliseconds = performance.now() - started;
  const cpu = process.cpuUsage(cpuBefore);
  await client.shutdown();
  return { milliseconds, cpuMilliseconds: (cpu.user + cpu.system) / 1000 };
}

function sendReply(reply: HelperReply): void {
  process.send?.(reply);
}

process.on('message', (order: ClientOrder) => {
  startClient(order)
    .then((start) => sendReply({ kind: 'client', start }))
    .catch((problem: unknown) => sendReply({ kind: 'failed', message: String(problem) }));
});
process.on('disconnect', () => process.exit(1));
sendReply({ kind: 'ready', port: null });
