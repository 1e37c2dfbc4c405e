import { describe, expect, test } from 'vitest';
import { range } from '../support/range.ts';
import {
  type ClusterCaller,
  type ClusterReply,
  clusterNames,
  countStatuses,
  expectStatuses,
  lowLimits,
  sidFromPath,
  smsBinding,
  uniquePhoneNumber,
  useCluster,
} from '../support/servers/cluster.ts';

describe.each(clusterNames)('%s', (name) => {
  const cluster = useCluster(name, lowLimits);
  const { all, conversations, conversation, service, rows } = cluster;
  const createdReplies = (answers: readonly ClusterReply[]) => answers.filter(({ status }) => status === 201);

  test('the indexes of messages have neither gaps nor repeats', async () => {
    const path = `${await conversation()}/Messages`;
    const posted = await all(range(160), (call, n) => call('POST', path, { Body: `${n}` }));
    expect(countStatuses(posted)).toEqual({ 201: 160 });
    const indexes = posted.map(({ body }) => body.index);
    expect(indexes.toSorted((a, b) => a - b)).toEqual(range(160));
    for (const call of cluster.calls) {
      const { body } = await call('GET', `${path}?PageSize=1000`);
      expect(body.messages.map(({ index }) => index)).toEqual(range(160));
      const byIndex = new Map(posted.map((reply) => [reply.body.index, reply.body]));
      expect(body.messages.map(({ sid }) => sid)).toEqual(range(160).map((n) => byIndex.get(n)?.sid));
    }
  });

  test('deleting messages does not change the indexes of others', async () => {
    const path = `${await conversation()}/Messages`;
    const seen: number[] = [];
    for (const _ of range(4)) {
      const { body } = await cluster.calls[0]('GET', `${path}?PageSize=1000`);
      const [posted] = await Promise.all([
        all(range(30), (call) => call('POST', path, { Body: 'x' })),
        all(body.messages, (call, { sid }) => call('DELETE', `${path}/${sid}`)).then((gone) =>
          expectStatuses(gone, ['204']),
        ),
        all(body.messages, (call, { sid }) => call('POST', `${path}/${sid}`, { Body: 'y' })).then((changed) =>
          expectStatuses(changed, ['200', '404/20404']),
        ),
      ]);
      expectStatuses(posted, ['201']);
      seen.push(...posted.map((reply) => reply.body.index));
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(range(120));
    const events = await rows(
      `SELECT number FROM event WHERE conversation_sid = '${sidFromPath(path.replace('/Messages', ''))}' ORDER BY position`,
    );
    expect(events.map(({ number }) => number)).toEqual(range(events.length).map((n) => n + 1));
  });

  test('an identity that concurrent requests add to a conversation is added once', async () => {
    const path = `${await conversation()}/Participants`;
    for (const identity of ['Ann', 'Ben', 'Cleo']) {
      const replies = await all(range(30), (call) => call('POST', path, { Identity: identity }));
      expect(countStatuses(replies)).toEqual({ 201: 1, '409/50433': 29 });
    }
    const { body } = await cluster.calls[1]('GET', path);
    expect(body.participants.map(({ identity }) => identity).toSorted()).toEqual(['Ann', 'Ben', 'Cleo']);
  });

  test('a user is created once, explicitly or as a side effect, by concurrent requests', async () => {
    const paths = await conversations(3);
    const identities = range(12).map((n) => `Made ${n}`);
    const asked = identities.flatMap((identity) => [
      ...paths.map((path) => ({ path: `${path}/Participants`, identity })),
      ...range(4).map(() => ({ path: '/v1/Users', identity })),
    ]);
    const replies = await all(asked, (call, { path, identity }) =>
      call('POST', path, { Identity: identity }),
    );
    expectStatuses(replies, ['201', '409/50201']);
    const users = await rows(`SELECT identity, count(*) AS users, count(DISTINCT sid) AS sids FROM chat_user
        WHERE identity LIKE 'Made %' GROUP BY identity`);
    expect(users).toHaveLength(12);
    expect(users.filter((row) => Number(row['users']) !== 1)).toEqual([]);
    const strays =
      await rows(`SELECT participant.sid FROM participant LEFT JOIN chat_user ON chat_user.sid = participant.user_sid
        WHERE participant.identity LIKE 'Made %' AND chat_user.identity IS DISTINCT FROM participant.identity`);
    expect(strays).toEqual([]);
    const reported =
      await rows(`SELECT count(*) AS times FROM event JOIN chat_user ON chat_user.sid = event.user_sid
        WHERE name = 'onUserAdded' AND identity LIKE 'Made %'`);
    expect(Number(reported[0]?.['times'])).toBe(12);
  });

  test('exactly one of concurrent requests gets a pair of addresses, and the others learn where it is used', async () => {
    const root = await service();
    for (const _ of range(4)) {
      const form = smsBinding();
      const paths = [...(await conversations(10)), ...(await conversations(10, root))];
      const replies = await all(paths, (call, path) => call('POST', `${path}/Participants`, form));
      expect(countStatuses(replies)).toEqual({ 201: 1, '409/50416': 19 });
      const winner = createdReplies(replies)[0]?.body.conversation_sid ?? '';
      for (const { body } of replies.filter(({ status }) => status === 409))
        expect(body.message).toBe(
          `A binding for this participant and proxy address already exists in Conversation ${winner}`,
        );
      const members = await all(paths, (call, path) => call('GET', `${path}/Participants`));
      expect(members.flatMap(({ body }) => body.participants)).toHaveLength(1);
    }
  });

  test('a pair of addresses that moves between conversations is never in two of them', async () => {
    const form = smsBinding();
    const paths = await conversations(8);
    for (const round of range(6)) {
      const taking = all(paths, async (call, path) => {
        const taken = await call('POST', `${path}/Participants`, form);
        if (taken.status !== 201) return taken;
        // The pair is freed by removing the participant, closing or deleting, in turn.
        const ways = [
          () => call('DELETE', `${path}/Participants/${taken.body.sid}`),
          () => call('POST', path, { State: 'closed' }),
          () => call('DELETE', path),
        ];
        return ways[round % 2 === 0 ? 0 : (round % 3) + (round % 3 === 0 ? 1 : 0)]?.() ?? taken;
      });
      expectStatuses(await taking, ['200', '204', '409/50416', '404/20404', '400/50377']);
      paths.push(...(await conversations(2)));
    }
    const left = await rows(
      `SELECT * FROM address_pair WHERE address = '${form['MessagingBinding.Address']}'`,
    );
    expect(left).toEqual([]);
  });

  test('concurrent requests add participants exactly up to the maximum', async () => {
    const path = `${await conversation()}/Participants`;
    const replies = await all(range(40), (call, n) => call('POST', path, { Identity: `Guest ${n}` }));
    expect(countStatuses(replies)).toEqual({ 201: 12, '403/50417': 28 });
    const [first, second] = createdReplies(replies);
    expectStatuses(
      await Promise.all([
        cluster.calls[0]('DELETE', `${path}/${first?.body.sid}`),
        cluster.calls[1]('DELETE', `${path}/${second?.body.sid}`),
      ]),
      ['204'],
    );
    const more = await all(range(10), (call, n) => call('POST', path, { Identity: `Late ${n}` }));
    expect(countStatuses(more)).toEqual({ 201: 2, '403/50417': 8 });
    expect((await cluster.calls[0]('GET', path)).body.participants).toHaveLength(12);
  });

  test('concurrent requests add participants of other channels exactly up to the maximum', async () => {
    const path = `${await conversation()}/Participants`;
    const replies = await all(range(20), (call) => call('POST', path, smsBinding()));
    expect(countStatuses(replies)).toEqual({ 201: 5, '403/50418': 15 });
    const joined = await rows(
      `SELECT * FROM address_pair WHERE conversation_sid = '${createdReplies(replies)[0]?.body.conversation_sid}'`,
    );
    expect(joined).toHaveLength(5);
  });

  test.each(['new', 'known'])('a %s identity joins conversations exactly up to the maximum', async (kind) => {
    for (const n of range(4)) {
      const identity = `Busy ${kind} ${n}`;
      if (kind === 'known') await cluster.calls[0]('POST', '/v1/Users', { Identity: identity });
      const paths = await conversations(20);
      const join = (call: ClusterCaller, path: string) =>
        call('POST', `${path}/Participants`, { Identity: identity });
      const replies = await all(paths, join);
      expect(countStatuses(replies)).toEqual({ 201: 4, '403/50214': 16 });
      // Closing one and leaving another makes room for two.
      const [one, two] = createdReplies(replies).map(
        ({ body }) => `/v1/Conversations/${body.conversation_sid}`,
      );
      await Promise.all([
        cluster.calls[0]('POST', one ?? '', { State: 'closed' }),
        cluster.calls[1]('DELETE', `${two}/Participants/${encodeURIComponent(identity)}`),
      ]);
      expect(countStatuses(await all(await conversations(10), join))).toEqual({ 201: 2, '403/50214': 8 });
    }
  });

  test('a projected address counts towards the maximum of its identity', async () => {
    const paths = await conversations(8);
    const shown = await all(paths, (call, path) =>
      call('POST', `${path}/Participants`, { 'MessagingBinding.ProjectedAddress': uniquePhoneNumber() }),
    );
    expectStatuses(shown, ['201']);
    const named = await all(shown, (call, { body }) =>
      call('POST', `/v1/Conversations/${body.conversation_sid}/Participants/${body.sid}`, {
        Identity: 'Shown',
      }),
    );
    expect(countStatuses(named)).toEqual({ 200: 4, '403/50214': 4 });
  });
});
