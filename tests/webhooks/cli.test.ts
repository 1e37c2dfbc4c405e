import { createClient } from '@colloquy/client';
import { postActionEvents } from '@colloquy/contract';
import type { Colloquy } from '@colloquy/testkit';
import { startColloquy } from '@colloquy/testkit';
import twilio from 'twilio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { startColloquyCommand } from '../support/processes/colloquy-command.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createServiceWithWebhook, withWebhooks } from './support/inspection-client.ts';

const { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN } = accountSettings;
const environment = { COLLOQUY_ACCOUNT_SID, COLLOQUY_AUTH_TOKEN };

describe.each(engines)('colloquy webhooks on %s', (engine) => {
  let colloquy: Colloquy;
  let client: ReturnType<typeof createClient>;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
  });
  afterAll(() => colloquy.stop());
  const run = (...args: readonly string[]) =>
    runInProcess(['webhooks', ...args, '--url', colloquy.baseUrl], environment);

  test('lists, shows, replays and triggers deliveries', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => ({ status: 410, body: 'gone \u001b[2J away' });
    const service = await createServiceWithWebhook(client, receiver.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'Hi \u0007',
      ...withWebhooks,
    });
    await colloquy.advance('PT0S');

    const list = await run('list', '--state', 'dead', '--service', service);
    expect(list).toMatchObject({ code: 0, stderr: '' });
    const lines = list.stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^DELIVERY +TIME \(UTC\) +STATE +ATTEMPTS +EVENT +URL$/);
    const [sid = ''] = lines[1]?.split(' ') ?? [];
    expect(lines.slice(1).map((line) => line.split(/ {2,}/).slice(2))).toEqual([
      ['dead', '1', 'onMessageAdded', `${receiver.url}`],
      ['dead', '1', 'onConversationAdded', `${receiver.url}`],
    ]);
    expect((await run('list', '--service', service, '--limit', '1')).stdout).toContain('There are more');

    const shown = await run('show', sid);
    expect(shown.stdout).toContain(`Delivery      ${sid}\n`);
    expect(shown.stdout).toContain('Hi \\u{7}');
    expect(shown.stdout).toMatch(/1\. .* ms: status 410\n.*RetryCount=0\n {5}gone \\u\{1b\}\[2J away/);

    const { parameters, attempts, dateCreated, dateUpdated, ...others } =
      await client.fetchWebhookDelivery(sid);
    const printed = [...Object.values(others), ...Object.keys(parameters)];
    for (const value of printed) expect(shown.stdout).toContain(String(value));
    for (const date of [dateCreated, dateUpdated, ...attempts.map((each) => each.date)])
      expect(shown.stdout).toContain(`${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`);
    for (const { method, url } of attempts) expect(shown.stdout).toContain(`${method} ${url}, `);

    receiver.onRequest = () => 200;
    expect((await run('replay', sid)).stdout).toBe(
      `${sid} is pending and will be sent to ${receiver.url}.\n`,
    );
    await colloquy.advance('PT0S');
    const many = await run('replay', '--state', 'dead', '--service', service);
    expect(many.stdout).toBe('1 delivery will be sent again.\n');
    const triggered = await run('trigger', 'onMessageAdded', '--conversation', conversation.sid);
    expect(triggered.stdout).toContain('pending');
    await colloquy.advance('PT0S');
    expect(receiver.events().slice(2)).toEqual(['onMessageAdded', 'onConversationAdded', 'onMessageAdded']);
    const none = await run('trigger', 'onMessageRemoved', '--conversation', conversation.sid);
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^colloquy: .* was not found: .* no onMessageRemoved of CH\w+\n$/),
    });
  });

  test('listen prints events, forwards those that trigger webhooks with a signature, and gives the reason for the others', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 202;
    const webhookUrl = `${receiver.url}/hook`;
    const listener = startColloquyCommand(
      ['webhooks', 'listen', '--forward-to', webhookUrl, '--url', colloquy.baseUrl],
      environment,
    );
    await expect.poll(() => listener.output.stdout, { timeout: 10_000 }).toMatch(/forwarding to/);
    const conversation = await client.createConversation({ friendlyName: 'Äpfel' });
    await client.createConversationMessage(conversation.sid, { body: 'heard', ...withWebhooks });
    await expect.poll(() => listener.output.stdout, { timeout: 10_000 }).toMatch(/-> 202 in \d+ ms/);
    listener.process.kill('SIGINT');
    const { code, stdout, stderr } = await listener.result;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(1)).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d {2}onConversationAdded +CH\w+ {2}not sent: the request had no header X-Twilio-Webhook-Enabled: true$/,
      ),
      expect.stringMatching(
        /^\d\d:\d\d:\d\d {2}onMessageAdded +CH\w+ {2}system: "heard" {2}not sent: no webhook wants/,
      ),
      expect.stringMatching(/^ {10}-> 202 in \d+ ms$/),
      '',
    ]);
    const [request] = receiver.received;
    expect(receiver.events()).toEqual(['onMessageAdded']);
    const signature = String(request?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(account.token, signature, webhookUrl, request?.parameters ?? {})).toBe(
      true,
    );
  });
});

/** The events that the help of `webhooks trigger` lists. */
const { stdout: triggerHelp } = await runInProcess(['webhooks', 'trigger', '--help']);
const fixtureNames = [...triggerHelp.matchAll(/^ {2}(on\w+)$/gm)].map(([, name = '']) => name);

test('the help of trigger lists the events that have a fixture', () => {
  expect(fixtureNames).toEqual(
    expect.arrayContaining(['onMessageAdded', 'onUserUpdated', 'onDeliveryUpdated']),
  );
});

test.each(fixtureNames)(
  'trigger %s makes the event happen, which is sent to the webhook that wants it',
  async (name) => {
    await using receiver = await startReceiver();
    await using colloquy = await startServer('sqlite::memory:');
    const client = createClient(colloquy);
    await client.updateConfigurationWebhook({ postWebhookUrl: receiver.url, filters: postActionEvents });
    const triggered = runInProcess(
      ['webhooks', 'trigger', name, '--json', '--url', colloquy.baseUrl],
      environment,
    );
    // The simulator waits a moment before it reports a delivery.
    if (name === 'onDeliveryUpdated')
      await expect
        .poll(async () => (await client.listWebhookEvents({}).catch(() => [])).length)
        .toBeGreaterThan(2);
    await colloquy.advance('PT5S');
    const { code, stdout, stderr } = await triggered;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const event = JSON.parse(stdout);
    expect(event).toMatchObject({ event_name: name, silent: null, wanted_by: [account.sid] });
    await colloquy.advance('PT5S');
    expect(receiver.events()).toContain(name);
  },
);

test('listen --event --json prints the events with these names, one on a line', async () => {
  await using colloquy = await startServer('sqlite::memory:');
  const client = createClient(colloquy);
  const listener = startColloquyCommand(
    [
      'webhooks',
      'listen',
      '--json',
      '--event',
      'onMessageAdded',
      '--event',
      'onUserAdded',
      '--url',
      colloquy.baseUrl,
    ],
    environment,
  );
  await expect.poll(() => listener.output.stderr, { timeout: 10_000 }).toMatch(/Listening/);
  const { sid } = await client.createConversation({});
  await client.createConversationMessage(sid, { author: 'alice', body: 'heard' });
  await client.createUser({ identity: 'bob' });
  await expect.poll(() => listener.output.stdout, { timeout: 10_000 }).toMatch(/onUserAdded/);
  listener.process.kill('SIGINT');
  const { code, stdout } = await listener.result;
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(code).toBe(0);
  expect(events).toMatchObject([
    { event_name: 'onMessageAdded', conversation_sid: sid, parameters: { Author: 'alice', Body: 'heard' } },
    { event_name: 'onUserAdded', parameters: { Identity: 'bob' } },
  ]);
});

test.each<[string, readonly string[], RegExp]>([
  ['no verb', [], /list, show, replay, trigger, listen/],
  ['an unknown verb', ['lst'], /Did you mean webhooks list\?/],
  ['show without a delivery', ['show'], /missing required argument 'DELIVERY'/],
  ['replay without a delivery or a state', ['replay'], /--state dead/],
  [
    'a message without its conversation',
    ['trigger', 'onMessageAdded', '--message', `IM${'0'.repeat(32)}`],
    /--conversation/,
  ],
  ['an unknown event to listen to', ['listen', '--event', 'onMessage'], /--event/],
  ['a flag of another verb', ['list', '--to', 'http://a'], /--to/],
  [
    'a misspelled state',
    ['list', '--state', 'ded'],
    /"ded" is not a valid value of --state; did you mean dead\?/,
  ],
  ['an unknown state', ['list', '--state', 'x'], /--state must be one of pending, .*, not "x"\./],
  [
    'a misspelled event',
    ['trigger', 'onMesageAdded', '--conversation', `CH${'0'.repeat(32)}`],
    /did you mean onMessageAdded\?/,
  ],
  [
    'an invalid SID',
    ['list', '--conversation', 'CH1'],
    /--conversation must be a SID: CH and 32 hexadecimal digits, not "CH1"\./,
  ],
  ['a limit that is not a number', ['list', '--limit', 'x'], /--limit/],
  ['an invalid URL', ['listen', '--forward-to', 'localhost:3000'], /--forward-to must be/],
])('%s is reported in one line', async (_, args, message) => {
  const { code, stdout, stderr } = await runInProcess(['webhooks', ...args], environment);
  expect(stderr).toMatch(/^colloquy: .*\n$/);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('a server that does not respond is a failure', async () => {
  const args = ['webhooks', 'list', '--url', 'http://127.0.0.1:1'];
  expect(await runInProcess(args, environment)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^colloquy: .*does not respond\..*\n$/),
  });
});

test('credentials that the server refuses are reported with the account and the flags', async () => {
  await using colloquy = await startColloquy();
  const { stderr } = await runInProcess(['webhooks', 'list', '--url', colloquy.baseUrl], environment);
  expect(stderr).toBe(
    `colloquy: ${colloquy.baseUrl} refused the credentials of ${account.sid}. Check --account-sid and --auth-token.\n`,
  );
});
