import { createRequire } from 'node:module';
import type { Client } from '@twilio/conversations';
import { afterEach } from 'vitest';
import { nextEvent } from '../scenarios/support/checks.ts';

/** The official SDK. The package says that it has an ES module, but Node cannot load it as one. */
export const sdk: typeof import('@twilio/conversations') = createRequire(import.meta.url)(
  '@twilio/conversations',
);

const open = new Set<Client>();

/** Connects the official client, unmodified, and waits until it knows the user's conversations. */
export async function connectClient(baseUrl: string, token: string): Promise<Client> {
  const uri = `${baseUrl.replace(/^http/, 'ws')}/v3/wsconnect`;
  const client = new sdk.Client(token, { Twilsock: { uri }, logLevel: 'silent' });
  open.add(client);
  await nextEvent<string>(client, 'stateChanged', (state) => state === 'initialized');
  await client.getSubscribedConversations();
  return client;
}

/** Shuts down the clients that a test has connected. */
export const closeClientsAfterEach = (): void => {
  afterEach(async () => {
    // One that the server has ended for good never finishes its shutdown, and has nothing to close.
    const connected = [...open].filter(({ connectionState }) => connectionState !== 'disconnected');
    await Promise.all(connected.map((client) => client.shutdown()));
    open.clear();
  });
};
