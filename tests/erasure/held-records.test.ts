import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { describe, expect, test } from 'vitest';
import { account, accountSettings } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { createServiceWithWebhook, withWebhooks } from '../webhooks/support/inspection-client.ts';

const settings = {
  COLLOQUY_EVENT_RETENTION: 'PT1H',
  COLLOQUY_WEBHOOK_RETENTION: 'PT1H',
  COLLOQUY_ALLOW_RESET: '1',
};

async function setUp(engine: (typeof engines)[number]) {
  const { url } = await createDatabase(engine);
  const run = (...args: readonly string[]) =>
    runInProcess(args, { ...accountSettings, COLLOQUY_DATABASE_URL: url });
  return {
    run,
    start: () => startServer(url, settings),
    addHold: async (...args: readonly string[]): Promise<string> =>
      JSON.parse((await run('hold', 'add', ...args, '--json')).stdout).sid,
    deliveries: async () =>
      (await queryRows(url, 'SELECT conversation_sid FROM webhook_delivery ORDER BY id')).map(
        ({ conversation_sid }) => conversation_sid,
      ),
    events: async () =>
      (await queryRows(url, 'SELECT position, conversation_sid, name FROM event ORDER BY position')).map(
        ({ position, conversation_sid, name }) => ({ position: Number(position), conversation_sid, name }),
      ),
  };
}

/** Creates a conversation, and delivers its webhook. */
async function createDelivered(server: Colloquy, service: string): Promise<string> {
  const { sid } = await createClient(server).createServiceConversation(service, withWebhooks);
  await server.advance('PT0S');
  return sid;
}

describe.each(engines)('what a legal hold covers on %s', (engine) => {
  test('events and webhook deliveries outlive their retention until the hold is removed', async () => {
    await using receiver = await startReceiver();
    const { run, start, addHold, deliveries, events } = await setUp(engine);
    const first = await start();
    const service = await createServiceWithWebhook(createClient(first), receiver.url);
    const early = await createDelivered(first, service);
    const held = await createDelivered(first, service);
    await first.stop();
    const hold = await addHold('--service', service, '--conversation', held);

    const second = await start();
    await createDelivered(second, service);
    await second.advance('PT2H');
    await createDelivered(second, service);
    await createClient(second).deleteServiceConversation(service, held);
    await second.advance('PT2H');
    expect(await deliveries()).toEqual([held]);
    const kept = await events();
    expect(kept[0]).toMatchObject({ conversation_sid: held, name: 'onConversationAdded' });
    expect(kept.map(({ name }) => name)).toContain('onConversationRemoved');
    expect(kept.some(({ conversation_sid }) => conversation_sid === early)).toBe(false);
    // The log has no gaps, so it keeps what came after.
    expect(kept.map(({ position }) => position)).toEqual(
      kept.map((_, index) => index + (kept[0]?.position ?? 0)),
    );
    await second.stop();

    expect(await run('hold', 'remove', hold)).toMatchObject({ code: 0 });
    await using third = await start();
    await third.advance('PT6H');
    expect(await deliveries()).toEqual([]);
    expect(await events()).toHaveLength(1);
  });

  test('a reset is refused, by command, by request and by a test kit, until the hold is removed', async () => {
    const { run, start, addHold } = await setUp(engine);
    const first = await start();
    const { sid: service } = await createClient(first).createService({ friendlyName: 'held' });
    await first.stop();
    const hold = await addHold('--service', service, '--reason', 'Case 12');
    const message = `The legal hold ${hold} of ${account.sid} forbids it.`;
    expect(await run('reset', '--yes')).toMatchObject({ code: 1, stderr: `colloquy: ${message}\n` });

    const second = await start();
    const call = createCaller(second.baseUrl, account.sid, account.token);
    const { status, body } = await call('POST', '/colloquy/v1/reset', {});
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 20001, message } });
    await expect(second.reset()).rejects.toThrow(message);
    expect((await call('GET', `/v1/Services/${service}`)).status).toBe(200);
    await second.stop();

    await run('hold', 'remove', hold);
    expect(await run('reset', '--yes')).toMatchObject({ code: 0 });
  });
});
