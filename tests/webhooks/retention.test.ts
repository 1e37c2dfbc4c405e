import { createClient } from '@colloquy/client';
import { describe, expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { runColloquyCommand } from '../support/processes/colloquy-command.ts';
import { startServer } from '../support/servers/start-servers.ts';
import {
  createInspectionClient,
  createServiceWithWebhook,
  type Delivery,
  withWebhooks,
} from './support/inspection-client.ts';

describe.each(engines)('webhook retention on %s', (engine) => {
  test('finished deliveries are kept for a week, pending ones longer, and metrics count both', async () => {
    await using receiver = await startReceiver();
    const { url } = await createDatabase(engine);
    await using colloquy = await startServer(url);
    const client = createClient(colloquy);
    const admin = createInspectionClient(colloquy);
    const count = async (table: string) =>
      (await queryRows(url, `SELECT count(*) AS n FROM ${table}`))[0]?.['n'];
    const metric = async (line: RegExp) =>
      Number(line.exec(await (await fetch(`${colloquy.baseUrl}/metrics`)).text())?.[1]);

    const service = await createServiceWithWebhook(client, receiver.url);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    await colloquy.advance('PT0S');
    receiver.onRequest = () => 500;
    await client.createServiceConversation(service, withWebhooks);
    for (const wait of ['PT0S', 'PT2S', 'PT7S', 'PT31S']) await colloquy.advance(wait);
    const done = (await admin('GET', '/deliveries')).body.deliveries;
    expect(done.map(({ state }) => state)).toEqual(['dead', 'delivered']);
    expect([Number(await count('webhook_delivery')), Number(await count('webhook_attempt'))]).toEqual([2, 5]);
    expect(await metric(/^colloquy_webhook_deliveries_total\{state="delivered"\} (\d+)/m)).toBe(1);
    expect(await metric(/^colloquy_webhook_deliveries_total\{state="dead"\} (\d+)/m)).toBe(1);
    expect(await metric(/^colloquy_webhook_attempt_duration_seconds_count\{result="5xx"\} (\d+)/m)).toBe(4);

    await colloquy.advance('P6DT23H59M');
    expect(Number(await count('webhook_delivery'))).toBe(2);
    // A replay restarts the retention time.
    await admin('POST', `/deliveries/${done[1]?.sid}/replay`);
    await colloquy.advance('PT0S');
    expect(await metric(/^colloquy_webhook_backlog (\d+)/m)).toBe(1);
    expect(await metric(/^colloquy_consumer_lag\{consumer="webhooks"\} (\d+)/m)).toBe(0);
    await client.createServiceConversationMessage(service, conversation.sid, {
      body: 'waits',
      ...withWebhooks,
    });
    await colloquy.advance('PT0S');
    expect(await metric(/^colloquy_webhook_backlog (\d+)/m)).toBe(2);
    await colloquy.advance('PT2M');
    const left = (await admin('GET', '/deliveries')).body.deliveries;
    expect(left.map(({ event_name, state }) => [event_name, state])).toEqual([
      ['onMessageAdded', 'pending'],
      ['onConversationAdded', 'pending'],
    ]);
    const { body } = await admin<Delivery>('GET', `/deliveries/${done[1]?.sid}`);
    expect(body.attempts.map((each) => each.status)).toEqual([200, 500, 500]);
    expect(Number(await count('webhook_attempt'))).toBe(5);
  });

  test('all deliveries older than the setting are deleted in one run, however many transactions that takes', async () => {
    await using receiver = await startReceiver();
    const { url } = await createDatabase(engine);
    await using colloquy = await startServer(url, { COLLOQUY_WEBHOOK_RETENTION: 'PT1H' });
    const client = createClient(colloquy);
    const service = await createServiceWithWebhook(client, receiver.url);
    await Promise.all(
      Array.from({ length: 450 }, () => client.createServiceConversation(service, withWebhooks)),
    );
    await colloquy.advance('PT0S');
    const all = async () =>
      (await createInspectionClient(colloquy)('GET', '/deliveries')).body.deliveries.length;
    expect(receiver.received.length).toBe(450);
    expect(await all()).toBe(50);
    await colloquy.advance('PT1H');
    expect(await all()).toBe(50);
    await colloquy.advance('PT1S');
    expect(await all()).toBe(0);
    expect(await queryRows(url, 'SELECT delivery_sid FROM webhook_attempt')).toEqual([]);
  });
});

test.each(engines)('%s: deliveries outlive the events of the log that they report', async (engine) => {
  await using receiver = await startReceiver();
  const { url } = await createDatabase(engine);
  await using colloquy = await startServer(url, { COLLOQUY_EVENT_RETENTION: 'PT1H' });
  const client = createClient(colloquy);
  const admin = createInspectionClient(colloquy);
  const service = await createServiceWithWebhook(client, receiver.url);
  receiver.onRequest = () => 500;
  const { sid } = await client.createServiceConversation(service, withWebhooks);
  const quiet = await client.createServiceConversation(service, {});
  await colloquy.advance('PT0S');
  // Pending deliveries do not need the event in the log.
  await colloquy.advance('PT61M');
  for (const wait of ['PT7S', 'PT31S']) await colloquy.advance(wait);
  const { body: log } = await admin('GET', '/events');
  expect(log.events.map(({ conversation_sid }) => conversation_sid)).toEqual([quiet.sid]);
  const { body: after } = await admin('GET', '/events', { After: '0' });
  expect(after.events).toEqual(log.events);
  const trigger = (ConversationSid: string) =>
    admin('POST', '/trigger', { EventType: 'onConversationAdded', ConversationSid });
  expect(await trigger(sid)).toMatchObject({ status: 404, body: { code: 20404 } });
  expect((await trigger(quiet.sid)).body.deliveries).toMatchObject([{ conversation_sid: quiet.sid }]);

  receiver.onRequest = () => 200;
  const { body } = await admin('GET', '/deliveries', { State: 'dead' });
  expect(body.deliveries).toMatchObject([{ conversation_sid: sid, attempt_count: 4 }]);
  expect((await admin('POST', `/deliveries/${body.deliveries[0]?.sid}/replay`)).status).toBe(202);
  await colloquy.advance('PT0S');
  const delivered = receiver.received.map(({ parameters }) => parameters['ConversationSid']);
  expect(delivered).toEqual([sid, sid, sid, sid, ...delivered.slice(4)]);
  expect(delivered.slice(4).sort()).toEqual([sid, quiet.sid].sort());
});

test.each(['7 days', 'P1M', '0', 'PT0S'])('%s is not a valid retention', async (value) => {
  const { code, stderr } = await runColloquyCommand(['config'], { COLLOQUY_WEBHOOK_RETENTION: value });
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr:
      'colloquy: COLLOQUY_WEBHOOK_RETENTION (--webhook-retention) must be an ISO 8601 duration of weeks, days, hours, ' +
      `minutes and seconds, longer than zero, such as P7D, not "${value}".\n`,
  });
});
