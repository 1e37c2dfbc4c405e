import { type Client, createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { startTime } from '../support/start-time.ts';

describe.each(engines)('what is due next on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  let theirs: Client;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
    theirs = createClient({
      baseUrl: colloquy.baseUrl,
      accountSid: otherAccount.sid,
      authToken: otherAccount.token,
    });
  });
  beforeEach(() => colloquy.reset());
  afterAll(() => colloquy.stop());

  const later = (from: Date, seconds: number) => new Date(from.getTime() + seconds * 1000);
  const fetchDue = async (limit?: number) => client.fetchClockDue(limit === undefined ? {} : { limit });

  test('the timers of an account are listed in the order in which they fire, with what they do', async () => {
    const { now } = await fetchDue();
    const both = await client.createConversation({ timersInactive: 'PT15M', timersClosed: 'PT25M' });
    const closing = await client.createConversation({ timersClosed: 'PT10M' });
    await client.createConversation();
    await theirs.createConversation({ timersInactive: 'PT1M' });
    const timer = { kind: 'timer', target: null, attemptCount: null };
    const first = { ...timer, sid: closing.sid, action: 'closed', dateDue: later(now, 600) };
    const second = { ...timer, sid: both.sid, action: 'inactive', dateDue: later(now, 900) };
    expect(await fetchDue()).toMatchObject({
      due: [first, second],
      hasMore: false,
      testClock: false,
      frozen: false,
    });
    expect(await fetchDue(1)).toMatchObject({ due: [first], hasMore: true });
    await colloquy.advance('PT15M');
    const closed = { ...second, action: 'closed', dateDue: later(now, 1500), conversationSid: both.sid };
    expect((await fetchDue()).due).toMatchObject([closed]);
    expect((await theirs.fetchClockDue()).due).toEqual([]);
  });

  test('a delivery that waits for its retry is listed with its attempts, before later timers', async () => {
    await using receiver = await startReceiver();
    receiver.onRequest = () => 503;
    const { sid } = await client.createService({ friendlyName: 'Hooks' });
    await client.updateServiceWebhookConfiguration(sid, {
      postWebhookUrl: receiver.url,
      filters: ['onConversationAdded'],
    });
    const made = await client.createServiceConversation(sid, {
      timersInactive: 'PT1M',
      xTwilioWebhookEnabled: true,
    });
    await colloquy.advance('PT0S');
    const [delivery] = await client.listWebhookDeliveries();
    const { due, now } = await fetchDue();
    expect(due).toMatchObject([
      {
        kind: 'delivery',
        sid: delivery?.sid,
        action: 'onConversationAdded',
        chatServiceSid: sid,
        conversationSid: made.sid,
        target: sid,
        attemptCount: 1,
      },
      { kind: 'timer', sid: made.sid },
    ]);
    expect(due[0]?.dateDue?.getTime()).toBeGreaterThan(now.getTime());
    expect((await theirs.fetchClockDue()).due).toEqual([]);
    receiver.onRequest = () => 200;
    await colloquy.advance('PT2S');
    expect((await fetchDue()).due).toMatchObject([{ kind: 'timer' }]);
  });

  test('a limit is validated, and replies match the OpenAPI document', async () => {
    const call = createCaller(colloquy.baseUrl, account.sid, account.token);
    await client.createConversation({ timersClosed: 'PT10M' });
    expect((await call('GET', '/colloquy/v1/clock/due')).status).toBe(200);
    expect((await call('GET', '/colloquy/v1/clock/due?Limit=100000')).status).toBe(200);
    for (const limit of ['0', '-1', 'x'])
      expect((await call('GET', `/colloquy/v1/clock/due?Limit=${limit}`)).status).toBe(400);
    expect((await fetch(`${colloquy.baseUrl}/colloquy/v1/clock/due`)).status).toBe(401);
    expect((await fetchDue()).now.getTime()).toBeGreaterThanOrEqual(startTime.getTime());
  });
});

test('the list says whether the server has a test clock, and whether it stands still', async () => {
  await using colloquy = await startColloquy({ settings: { COLLOQUY_TEST_CLOCK: '1' } });
  const client = createClient(colloquy);
  expect(await client.fetchClockDue()).toMatchObject({ testClock: true, frozen: false });
  await client.freezeClock();
  expect(await client.fetchClockDue()).toMatchObject({ testClock: true, frozen: true });
});
