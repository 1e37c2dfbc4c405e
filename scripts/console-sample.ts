import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { startReceiver } from '../tests/support/http/webhook-receiver.ts';
import { SessionClient } from '../tests/support/realtime/session-client.ts';
import type { ConsoleSids } from './console-pages.ts';
import { root } from './packages.ts';

/** A server whose console has something to show on every page. */
export interface ConsoleSample extends AsyncDisposable {
  readonly server: Colloquy;
  readonly sids: ConsoleSids;
  /** The address that signs in and leads to a page, such as `services`. */
  signedInUrl(path: string): string;
  /** Connects clients, which the server disconnects after a minute of silence. */
  connectClients(): Promise<Disposable>;
}

/** What the client SDK says about itself. */
const metadata = { env: 'Chrome', envv: '156.0', os: 'Linux', osv: 'unknown', sdk: 'JS', sdkv: '3.0.1' };

/** Starts a server with the data of the support desk, deliveries of webhooks and an API key. */
export async function startConsoleSample(): Promise<ConsoleSample> {
  await using resources = new AsyncDisposableStack();
  const server = await startColloquy({ settings: { COLLOQUY_CONSOLE: '1' } });
  resources.defer(() => server.stop());
  const receiver = resources.use(await startReceiver());
  const client = createClient(server);
  await seed(server);
  await client.createKey(server.accountSid, { friendlyName: 'Billing' });
  const [conversation, smsConversation] = await Promise.all(
    ['order-7301', 'text-0177'].map(async (name) => (await client.fetchConversation(name)).sid),
  );
  if (conversation === undefined || smsConversation === undefined) throw new Error('The seed has changed.');
  receiver.onRequest = ({ parameters }) =>
    parameters['EventType'] === 'onConversationUpdated' ? 503 : { status: 200, body: '{"received":true}' };
  await client.updateConfigurationWebhook({
    postWebhookUrl: receiver.url,
    filters: ['onMessageAdded', 'onConversationUpdated'],
  });
  const xTwilioWebhookEnabled = true;
  for (const body of ['The driver calls ten minutes before.', 'Have a nice weekend!'])
    await client.createConversationMessage(conversation, { author: 'maria', body, xTwilioWebhookEnabled });
  await client.updateConversation(smsConversation, { attributes: '{"order":7315}', xTwilioWebhookEnabled });
  await client.createConversation({ uniqueName: 'order-7301' }).catch(() => undefined);
  await server.advance('PT0S');
  const [delivery] = await client.listWebhookDeliveries({ state: 'delivered', limit: 1 });
  if (delivery === undefined) throw new Error('Nothing has been delivered.');
  const owned = resources.move();
  return {
    server,
    sids: { conversation, smsConversation, delivery: delivery.sid },
    signedInUrl: (path) =>
      `${server.baseUrl}/console/${path}#sid=${server.accountSid}&token=${server.authToken}`,
    connectClients: async () => {
      using sessions = new DisposableStack();
      for (const identity of ['maria', 'jonas', 'elena@example.com']) {
        const { token } = await client.createToken({ identity });
        const session = sessions.use(new SessionClient(server.baseUrl));
        await session.call('init', { token, metadata });
      }
      return sessions.move();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Fills the server as a user would. @throws Error with what the command has printed. */
async function seed({ baseUrl, accountSid, authToken }: Colloquy): Promise<void> {
  const entry = join(root, 'packages/server/src/cli/main.js');
  const flags = ['--url', baseUrl, '--account-sid', accountSid, '--auth-token', authToken];
  await promisify(execFile)(process.execPath, [
    '--conditions=colloquy-source',
    entry,
    'seed',
    join(root, 'samples/support-desk.yaml'),
    ...flags,
  ]);
}
