/** The official client, unmodified: how long it takes to know all conversations of its user. */

import { createRequire } from 'node:module';
import type { HelperReply } from '../helper-messages.ts';
import { percentilesOf, Histogram } from '../load/histogram.ts';

/** Starts a client and shuts it down. */
export interface ClientOrder {
  readonly kind: 'client-start';
  readonly port: number;
  readonly token: string;
  readonly conversations: number;
}

// The package says that it has an ES module, but Node cannot load it as one.
const { Client }: typeof import('@twilio/conversations') = createRequire(import.meta.url)(
  '@twilio/conversations',
);

async function startClient({ port, token, conversations }: ClientOrder): Promise<number> {
  const started = performance.now();
  const client = new Client(token, {
    Twilsock: { uri: `ws://127.0.0.1:${port}/v3/wsconnect` },
    logLevel: 'silent',
  });
  await new Promise<void>((resolve, reject) => {
    client.on('initialized', resolve);
    client.on('initFailed', () => reject(new Error('the official client could not start')));
  });
  let page = await client.getSubscribedConversations();
  let known = page.items.length;
  while (page.hasNextPage) {
    page = await page.nextPage();
    known += page.items.length;
  }
  const milliseconds = performance.now() - started;
  await client.shutdown();
  if (known !== conversations) throw new Error(`the client knows ${known} of ${conversations} conversations`);
  return milliseconds;
}

function sendReply(reply: HelperReply): void {
  process.send?.(reply);
}

process.on('message', (order: ClientOrder) => {
  startClient(order)
    .then((milliseconds) => sendReply({ kind: 'client', milliseconds }))
    .catch((problem: unknown) => sendReply({ kind: 'failed', message: String(problem) }));
});
process.on('disconnect', () => process.exit(1));
sendReply({ kind: 'ready', port: null });
