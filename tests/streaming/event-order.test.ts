import { expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import type { ReceivedEvent } from '../support/http/event-stream.ts';
import { range } from '../support/range.ts';
import { startStreamCluster } from '../support/servers/stream-cluster.ts';

const conversations = 5;
const rounds = 20;
const total = conversations * (rounds + 1);

const positions = (receivedEvents: readonly ReceivedEvent[]) => receivedEvents.map(({ id }) => Number(id));

test.each(engines)(
  '%s: with concurrent writers, every stream sends all events once, in the order of the log',
  async (engine) => {
    await using cluster = await startStreamCluster(engine);
    const { servers } = cluster;
    // One stream of each process follows from the start; a later one has to catch up.
    const early = await Promise.all(servers.map(({ open }) => open('?after=0')));
    const hearing = early.map((eventStream) => eventStream.events(total));
    const writing = range(conversations).map(async (n) => {
      const made = await servers[0].call('POST', '/v1/Conversations', { FriendlyName: `${n}` });
      for (const round of range(rounds)) {
        const { call } = servers[round % servers.length] ?? servers[0];
        await call('POST', `/v1/Conversations/${made.body.sid}`, { FriendlyName: `${n} ${round}` });
      }
    });
    const [late] = await Promise.all([writing[0]?.then(() => servers[0].open('?after=0')), ...writing]);
    const log = await cluster.log();
    expect(log).toHaveLength(total);
    const receivedEvents = [...(await Promise.all(hearing)), (await late?.events(total)) ?? []];
    for (const each of receivedEvents) {
      expect(positions(each)).toEqual(log.map(({ position }) => position));
      expect(each.map(({ data }) => data.data['friendly_name'])).toEqual(
        log.map(({ properties }) => properties['friendly_name']),
      );
    }
    for (const eventStream of [...early, late]) await eventStream?.close();
  },
);

test.each(engines)(
  '%s: a client that reconnects repeatedly receives every event exactly once',
  async (engine) => {
    await using cluster = await startStreamCluster(engine);
    const { servers } = cluster;
    const { call } = servers[0];
    const before = await call('POST', '/v1/Conversations', {});
    const first = await servers[0].open('');
    await first.block();
    let [seen, receivedEvents]: [string, ReceivedEvent[]] = [first.lastId(), []];
    await first.close();
    // The client was disconnected before the first event, so it resumes from its initial position.
    const writing = Promise.all(
      range(30).map((n) => call('POST', '/v1/Conversations', { FriendlyName: `${n}` })),
    );
    for (let turn = 0; receivedEvents.length < 30; turn++) {
      const { open } = servers[turn % servers.length] ?? servers[0];
      // The query is that of the first request; the header takes precedence.
      await using eventStream = await open('?after=0', { 'last-event-id': seen });
      receivedEvents = [
        ...receivedEvents,
        ...(await eventStream.events(Math.min(4, 30 - receivedEvents.length))),
      ];
      seen = eventStream.lastId();
    }
    await writing;
    expect(positions(receivedEvents)).toEqual((await cluster.log()).slice(1).map(({ position }) => position));
    expect(receivedEvents.map(({ data }) => data.source)).not.toContain(
      expect.stringContaining(before.body.sid),
    );
  },
);
