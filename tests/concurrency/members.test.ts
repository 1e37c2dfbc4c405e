import { describe, expect, test } from 'vitest';
import {
  type Answer,
  type Ask,
  freshNumber,
  lowLimits,
  numbers,
  onlyAmong,
  pair,
  places,
  sidIn,
  tally,
  usePlace,
} from './support/places.ts';

describe.each(places)('%s', (name) => {
  const place = usePlace(name, lowLimits);
  const { all, conversations, conversation, service, rows } = place;
  const won = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 201);

  test('the indexes of messages have neither gaps nor repeats', async () => {
    const path = `${await conversation()}/Messages`;
    const posted = await all(numbers(160), (call, n) => call('POST', path, { Body: `${n}` }));
    expect(tally(posted)).toEqual({ 201: 160 });
    const indexes = posted.map(({ body }) => body.index);
    expect(indexes.toSorted((a, b) => a - b)).toEqual(numbers(160));
    for (const call of place.calls) {
      const { body } = await call('GET', `${path}?PageSize=1000`);
      expect(body.messages.map(({ index }) => index)).toEqual(numbers(160));
      const byIndex = new Map(posted.map((reply) => [reply.body.index, reply.body]));
      expect(body.messages.map(({ sid }) => sid)).toEqual(numbers(160).map((n) => byIndex.get(n)?.sid));
    }
  });

  test('indexes stay when messages are deleted between', async () => {
    const path = `${await conversation()}/Messages`;
    const seen: number[] = [];
    for (const _ of numbers(4)) {
      const { body } = await place.calls[0]('GET', `${path}?PageSize=1000`);
      const [posted] = await Promise.all([
        all(numbers(30), (call) => call('POST', path, { Body: 'x' })),
        all(body.messages, (call, { sid }) => call('DELETE', `${path}/${sid}`)).then((gone) =>
          onlyAmong(gone, ['204']),
        ),
        all(body.messages, (call, { sid }) => call('POST', `${path}/${sid}`, { Body: 'y' })).then((changed) =>
          onlyAmong(changed, ['200', '404/20404']),
        ),
      ]);
      onlyAmong(posted, ['201']);
      seen.push(...posted.map((reply) => reply.body.index));
    }
    expect(seen.toSorted((a, b) => a - b)).toEqual(numbers(120));
    const events = await rows(
      `SELECT number FROM event WHERE conversation_sid = '${sidIn(path.replace('/Messages', ''))}' ORDER BY position`,
    );
    expect(events.map(({ number }) => number)).toEqual(numbers(events.length).map((n) => n + 1));
  });

  test('an identity that all add to one conversation is added once', async () => {
    const path = `${await conversation()}/Participants`;
    for (const identity of ['Ann', 'Ben', 'Cleo']) {
      const replies = await all(numbers(30), (call) => call('POST', path, { Identity: identity }));
      expect(tally(replies)).toEqual({ 201: 1, '409/50433': 29 });
    }
    const { body } = await place.calls[1]('GET', path);
    expect(body.participants.map(({ identity }) => identity).toSorted()).toEqual(['Ann', 'Ben', 'Cleo']);
  });

  test('a user whom all make is made once, and so is one who is made by the way', async () => {
    const paths = await conversations(3);
    const identities = numbers(12).map((n) => `Made ${n}`);
    const asked = identities.flatMap((identity) => [
      ...paths.map((path) => ({ path: `${path}/Participants`, identity })),
      ...numbers(4).map(() => ({ path: '/v1/Users', identity })),
    ]);
    const replies = await all(asked, (call, { path, identity }) =>
      call('POST', path, { Identity: identity }),
    );
    onlyAmong(replies, ['201', '409/50201']);
    const users = await rows(`SELECT identity, count(*) AS users, count(DISTINCT sid) AS sids FROM chat_user
        WHERE identity LIKE 'Made %' GROUP BY identity`);
    expect(users).toHaveLength(12);
    expect(users.filter((row) => Number(row['users']) !== 1)).toEqual([]);
    const strays =
      await rows(`SELECT participant.sid FROM participant LEFT JOIN chat_user ON chat_user.sid = participant.user_sid
        WHERE participant.identity LIKE 'Made %' AND chat_user.identity IS DISTINCT FROM participant.identity`);
    expect(strays).toEqual([]);
    const told =
      await rows(`SELECT count(*) AS times FROM event JOIN chat_user ON chat_user.sid = event.user_sid
        WHERE name = 'onUserAdded' AND identity LIKE 'Made %'`);
    expect(Number(told[0]?.['times'])).toBe(12);
  });

  test('of those who take a pair of addresses, exactly one gets it, and the others are told where it is', async () => {
    const root = await service();
    for (const _ of numbers(4)) {
      const form = pair();
      const paths = [...(await conversations(10)), ...(await conversations(10, root))];
      const replies = await all(paths, (call, path) => call('POST', `${path}/Participants`, form));
      expect(tally(replies)).toEqual({ 201: 1, '409/50416': 19 });
      const winner = won(replies)[0]?.body.conversation_sid ?? '';
      for (const { body } of replies.filter(({ status }) => status === 409))
        expect(body.message).toBe(
          `A binding for this participant and proxy address already exists in Conversation ${winner}`,
        );
      const members = await all(paths, (call, path) => call('GET', `${path}/Participants`));
      expect(members.flatMap(({ body }) => body.participants)).toHaveLength(1);
    }
  });

  test('a pair that goes from hand to hand is never in two', async () => {
    const form = pair();
    const paths = await conversations(8);
    for (const round of numbers(6)) {
      const taking = all(paths, async (call, path) => {
        const taken = await call('POST', `${path}/Participants`, form);
        if (taken.status !== 201) return taken;
        // Let go of by leaving, by closing or by deletion, in turn.
        const ways = [
          () => call('DELETE', `${path}/Participants/${taken.body.sid}`),
          () => call('POST', path, { State: 'closed' }),
          () => call('DELETE', path),
        ];
        return ways[round % 2 === 0 ? 0 : (round % 3) + (round % 3 === 0 ? 1 : 0)]?.() ?? taken;
      });
      onlyAmong(await taking, ['200', '204', '409/50416', '404/20404', '400/50377']);
      paths.push(...(await conversations(2)));
    }
    const left = await rows(
      `SELECT * FROM address_pair WHERE address = '${form['MessagingBinding.Address']}'`,
    );
    expect(left).toEqual([]);
  });

  test('a conversation takes exactly as many participants as it may', async () => {
    const path = `${await conversation()}/Participants`;
    const replies = await all(numbers(40), (call, n) => call('POST', path, { Identity: `Guest ${n}` }));
    expect(tally(replies)).toEqual({ 201: 12, '403/50417': 28 });
    const [first, second] = won(replies);
    onlyAmong(
      await Promise.all([
        place.calls[0]('DELETE', `${path}/${first?.body.sid}`),
        place.calls[1]('DELETE', `${path}/${second?.body.sid}`),
      ]),
      ['204'],
    );
    const more = await all(numbers(10), (call, n) => call('POST', path, { Identity: `Late ${n}` }));
    expect(tally(more)).toEqual({ 201: 2, '403/50417': 8 });
    expect((await place.calls[0]('GET', path)).body.participants).toHaveLength(12);
  });

  test('a conversation takes exactly as many from other channels as it may', async () => {
    const path = `${await conversation()}/Participants`;
    const replies = await all(numbers(20), (call) => call('POST', path, pair()));
    expect(tally(replies)).toEqual({ 201: 5, '403/50418': 15 });
    const held = await rows(
      `SELECT * FROM address_pair WHERE conversation_sid = '${won(replies)[0]?.body.conversation_sid}'`,
    );
    expect(held).toHaveLength(5);
  });

  test.each(['new', 'known'])(
    'a %s identity gets into exactly as many conversations as it may',
    async (kind) => {
      for (const n of numbers(4)) {
        const identity = `Busy ${kind} ${n}`;
        if (kind === 'known') await place.calls[0]('POST', '/v1/Users', { Identity: identity });
        const paths = await conversations(20);
        const join = (call: Ask, path: string) =>
          call('POST', `${path}/Participants`, { Identity: identity });
        const replies = await all(paths, join);
        expect(tally(replies)).toEqual({ 201: 4, '403/50214': 16 });
        // One closes, one is left: two more get in.
        const [one, two] = won(replies).map(({ body }) => `/v1/Conversations/${body.conversation_sid}`);
        await Promise.all([
          place.calls[0]('POST', one ?? '', { State: 'closed' }),
          place.calls[1]('DELETE', `${two}/Participants/${encodeURIComponent(identity)}`),
        ]);
        expect(tally(await all(await conversations(10), join))).toEqual({ 201: 2, '403/50214': 8 });
      }
    },
  );

  test('nor does anybody get into more under an address that is shown for them', async () => {
    const paths = await conversations(8);
    const shown = await all(paths, (call, path) =>
      call('POST', `${path}/Participants`, { 'MessagingBinding.ProjectedAddress': freshNumber() }),
    );
    onlyAmong(shown, ['201']);
    const named = await all(shown, (call, { body }) =>
      call('POST', `/v1/Conversations/${body.conversation_sid}/Participants/${body.sid}`, {
        Identity: 'Shown',
      }),
    );
    expect(tally(named)).toEqual({ 200: 4, '403/50214': 4 });
  });
});
