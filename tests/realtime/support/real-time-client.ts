import { createRequire } from 'node:module';
import type { Client } from '@twilio/conversations';
import { afterEach } from 'vitest';

// The package says that it has an ES module, but Node cannot load it as one.
const { Client: OfficialClient }: typeof import('@twilio/conversations') = createRequire(import.meta.url)(
  '@twilio/conversations',
);

interface Emitter {
  // The argument of an event depends on its name, which is a parameter here.
  on(event: string, listener: (argument: never) => void): unknown;
  off(event: string, listener: (argument: never) => void): unknown;
}

/** Resolves with the argument of the next event that meets a condition. Call it before what causes the event. */
export function nextEvent<Argument>(
  emitter: Emitter,
  event: string,
  condition: (argument: Argument) => boolean = () => true,
  timeoutMs = 10_000,
): Promise<Argument> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      emitter.off(event, listener);
      reject(new Error(`No ${event} has come.`));
    }, timeoutMs);
    const listener = (argument: Argument) => {
      if (!condition(argument)) return;
      clearTimeout(timer);
      emitter.off(event, listener);
      resolve(argument);
    };
    emitter.on(event, listener);
  });
}

const open = new Set<Client>();

/** Connects the official client, unmodified, and waits until it knows the user's conversations. */
export async function connectClient(baseUrl: string, token: string): Promise<Client> {
  const uri = `${baseUrl.replace(/^http/, 'ws')}/v3/wsconnect`;
  const client = new OfficialClient(token, { Twilsock: { uri }, logLevel: 'silent' });
  open.add(client);
  await nextEvent<string>(client, 'stateChanged', (state) => state === 'initialized');
  await client.getSubscribedConversations();
  return client;
}

/** Shuts down the clients that a test has connected. */
export const closeClientsAfterEach = (): void => {
  afterEach(async () => {
    await Promise.all([...open].map((client) => client.shutdown()));
    open.clear();
  });
};
