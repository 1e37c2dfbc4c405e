import { createClient } from '@colloquy/client';
import { describe, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { type ReceivedRequest, startReceiver } from '../support/http/webhook-receiver.ts';
import { range } from '../support/range.ts';
import { startServers } from '../support/servers/start-servers.ts';
import { createInspectionClient, withWebhooks } from './support/inspection-client.ts';

/** The idempotency token, which is the same in all attempts of a delivery. */
const tokenOf = ({ headers }: ReceivedRequest) => String(headers['i-twilio-idempotency-token']);

/** Two targets receive both events, so each conversation has two lanes. */
const filters: ('onMessageAdded' | 'onConversationUpdated')[] = ['onMessageAdded', 'onConversationUpdated'];
const [conversations, times] = [6, 2];
const deliveries = conversations * times * filters.length * 2;

/** The columns of deliveries, by the filters of replays. */
const columns = { EventName: 'event_name', Target: 'target', ConversationSid: 'conversation_sid' };
type Filters = Readonly<Record<string, string>>;

describe.each(engines)('replays on %s', (engine) => {
  /** Starts a server, on engines that can be shared a second one, with deliveries that are interleaved in many ways. */
  async function start() {
    const { url } = await createDatabase(engine);
    const servers = await startServers(engine, url);
    const [first, second = first] = servers;
    const receiver = await startReceiver();
    const client = createClient(first);
    await client.updateConfigurationWebhook({ postWebhookUrl: receiver.url, method: 'POST', filters });
    const service = await client.createService({ friendlyName: 'Webhooks' });
    await client.updateServiceWebhookConfiguration(service.sid, { postWebhookUrl: receiver.url, filters });
    const made = await Promise.all(
      range(conversations).map(() => client.createServiceConversation(service.sid)),
    );
    for (const n of range(times)) {
      // Messages are created in the order of the conversations, and updates in the reverse order.
      const updated = n % 2 === 0 ? made.toReversed() : made;
      for (const [index, { sid }] of updated.toReversed().entries()) {
        await client.createServiceConversationMessage(service.sid, sid, { body: `${n}`, ...withWebhooks });
        const other = updated[index]?.sid ?? sid;
        await client.updateServiceConversation(service.sid, other, { friendlyName: `${n}`, ...withWebhooks });
      }
    }
    const deliverAll = async () => {
      for (const server of servers) await server.advance('PT0S');
    };
    await expect.poll(() => receiver.received.length, { timeout: 10_000 }).toBe(deliveries);
    await deliverAll();
    const stop = () => Promise.all(servers.map((server) => server.stop()));
    return {
      receiver,
      deliverAll,
      stop,
      admins: [createInspectionClient(first), createInspectionClient(second)] as const,
      service: service.sid,
      conversation: made[0]?.sid ?? '',
      rows: (sql: string) => queryRows(url, sql),
      [Symbol.asyncDispose]: async () => {
        await stop();
        await receiver[Symbol.asyncDispose]();
      },
    };
  }

  test('concurrent replays enqueue each delivery once, lose none and never deadlock', async () => {
    await using cluster = await start();
    const { receiver, admins, rows } = cluster;
    const pairs: [Filters, Filters][] = [
      [{ EventName: 'onMessageAdded' }, { EventName: 'onConversationUpdated' }],
      [{ Target: cluster.service }, { EventName: 'onMessageAdded' }],
      [{ EventName: 'onConversationUpdated' }, {}],
      [{ ConversationSid: cluster.conversation }, { Target: account.sid }],
    ];
    const all = await rows('SELECT sid, event_name, target, conversation_sid FROM webhook_delivery');
    const wantedBy = (wanted: Filters) =>
      all.filter((row) =>
        Object.entries(columns).every(([name, column]) => [undefined, row[column]].includes(wanted[name])),
      );

    for (const pair of [...pairs, ...pairs]) {
      const before = receiver.received.length;
      // No delivery may finish before both replays have been accepted, or the later one could replay it again.
      const gate = Promise.withResolvers<number>();
      receiver.onRequest = () => gate.promise;
      const replay = (n: 0 | 1) =>
        admins[n]('POST', '/deliveries/replay', { State: 'delivered', ...pair[n] });
      const answers = await Promise.all([replay(0), replay(1)]);
      gate.resolve(204);
      expect(answers.map(({ status }) => status)).toEqual([202, 202]);
      const union = new Set(pair.flatMap(wantedBy)).size;
      expect(answers[0].body.replayed + answers[1].body.replayed).toBe(union);
      await expect.poll(() => receiver.received.length - before, { timeout: 10_000 }).toBe(union);
      await cluster.deliverAll();
      expect(new Set(receiver.received.slice(before).map(tokenOf)).size).toBe(union);
      expect(receiver.received.length - before).toBe(union);
    }
    expect(await rows("SELECT sid FROM webhook_delivery WHERE state <> 'delivered'")).toEqual([]);
    expect(await rows('SELECT id FROM webhook_lane')).toEqual([]);
    if (!canShare(engine)) return;

    // Database sessions report their statistics when they end.
    await cluster.stop();
    const here = 'datname = current_database()';
    const others = `SELECT pid FROM pg_stat_activity WHERE ${here} AND pid <> pg_backend_pid()`;
    while ((await rows(others)).length > 0);
    const counted = await rows(`SELECT deadlocks FROM pg_stat_database WHERE ${here}`);
    expect(counted).toEqual([{ deadlocks: 0 }]);
  });
});
