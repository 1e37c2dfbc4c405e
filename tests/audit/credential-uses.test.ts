import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, apiKey } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('credentials that requests use, on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    colloquy = await startServer(url);
  });
  afterAll(() => colloquy.stop());

  const send = (sid: string, secret: string) =>
    createCaller(colloquy.baseUrl, sid, secret)('GET', '/v1/Conversations');
  const entriesOf = (kind: string) =>
    queryRows(
      url,
      `SELECT actor, account_sid, address, count FROM audit_entry
      WHERE kind = '${kind}' ORDER BY position`,
    );

  test('the first use of a key in an hour is recorded at once, and the number of the others when it has passed', async () => {
    const ofKey = async () => (await entriesOf('use')).filter(({ actor }) => actor === apiKey.sid);
    const entry = { actor: apiKey.sid, account_sid: account.sid, address: '127.0.0.1' };
    await send(apiKey.sid, apiKey.secret);
    await colloquy.advance('PT1S');
    expect(await ofKey()).toEqual([{ ...entry, count: 1 }]);
    await Promise.all(range(7).map(() => send(apiKey.sid, apiKey.secret)));
    await colloquy.advance('PT1S');
    expect(await ofKey()).toEqual([{ ...entry, count: 1 }]);
    await colloquy.advance('PT1H');
    expect(await ofKey()).toEqual([
      { ...entry, count: 1 },
      { ...entry, count: 7 },
    ]);
    await colloquy.advance('PT5H');
    expect(await ofKey()).toHaveLength(2);
  });

  test('an access token counts as a use of the key that signed it, and the identity is not recorded', async () => {
    const { sid: service } = await createClient(colloquy).createService({ friendlyName: 'Media' });
    const before = (await entriesOf('use')).length;
    const token = signAccessToken(service, { claims: { exp: colloquy.clock.now().getTime() / 1000 + 600 } });
    const path = `/v1/Services/${service}/Media/ME${'0'.repeat(32)}`;
    const reply = await fetch(colloquy.baseUrl + path, { headers: { 'x-twilio-token': token } });
    expect(reply.status).toBe(404);
    await colloquy.advance('PT1S');
    const uses = (await entriesOf('use')).slice(before);
    expect(uses).toContainEqual({ actor: apiKey.sid, account_sid: account.sid, address: null, count: 1 });
    const stored = JSON.stringify(await queryRows(url, 'SELECT * FROM audit_entry'));
    expect(stored).not.toContain('alice');
  });

  test('strangers add a bounded number of entries, however many secrets and names they try', async () => {
    const guesses = range(60).map((n) => send(`AC${String(n).padStart(32, '0')}`, 'guess'));
    const knownAccount = range(40).map((n) => send(account.sid, `guess ${n}`));
    const statuses = (await Promise.all([...guesses, ...knownAccount])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([401]));
    await colloquy.advance('PT1H');
    await colloquy.advance('PT1H');
    const refusals = await entriesOf('refusal');
    expect(refusals.length).toBeLessThanOrEqual(4);
    const sum = (actor: string | null) =>
      refusals
        .filter((each) => each['actor'] === actor)
        .reduce((total, { count }) => total + Number(count), 0);
    expect(sum(null)).toBe(60);
    expect(sum(account.sid)).toBe(40);
    const stored = JSON.stringify(await queryRows(url, 'SELECT * FROM audit_entry'));
    expect(stored).not.toContain('guess');
  });
});
