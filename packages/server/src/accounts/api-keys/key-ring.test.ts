import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, makeDeps } from '../../../test/harness.ts';
import { instant } from '../../platform/instant.ts';
import { SystemRandomness } from '../../platform/randomness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { createApiKey } from './api-keys.ts';
import { KeyRing } from './key-ring.ts';
import { removeApiKey } from './store.ts';

const credentials = [{ sid: account, secret: 'token', accountSid: account }];

let deps: HandlerDeps;
beforeAll(async () => {
  deps = await makeDeps();
});
afterAll(() => deps.storage.close());

const create = (name: string) => {
  const context = { sids: deps.sids, randomness: new SystemRandomness(), now: instant(deps.clock.now()) };
  return deps.storage.write((transaction) => createApiKey(transaction, account, name, context));
};
const remove = (sid: string) =>
  deps.storage.write((transaction) => transaction.remove(removeApiKey, { sid }));

test('a key is cached after the first read until it is deleted', async () => {
  const ring = new KeyRing({ ...deps, credentials, testAccounts: false });
  const { sid, secret } = await create('Read');
  const credential = { sid, secret, accountSid: account };
  const first = ring.find(sid);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toEqual(credential);
  expect(ring.find(sid)).toEqual(credential);
  await remove(sid);
  expect(await ring.find(sid)).toBeUndefined();
});

test('configured credentials and malformed SIDs need no read', () => {
  const ring = new KeyRing({ ...deps, credentials, testAccounts: false });
  expect(ring.find(account)).toEqual(credentials[0]);
  for (const sid of ['', 'SK', `SK${'0'.repeat(31)}g`, `AC${'0'.repeat(32)}`])
    expect(ring.find(sid)).toBeUndefined();
});

test('a key that is deleted during a read is not cached', async () => {
  const { sid } = await create('Overtaken');
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { storage } = deps;
  const ring = new KeyRing({
    ...deps,
    credentials,
    testAccounts: false,
    storage: {
      exclusive: true,
      onWrite: (listener) => storage.onWrite(listener),
      // The key is deleted between the read and its result.
      read: async (work) => {
        const result = await storage.read(work);
        await gate;
        return result;
      },
    },
  });
  const reading = ring.find(sid);
  await new Promise((resolve) => setImmediate(resolve));
  await remove(sid);
  open();
  expect(await reading).toMatchObject({ sid });
  expect(await ring.find(sid)).toBeUndefined();
});

test('a full cache removes the key that was read first', async () => {
  const ring = new KeyRing({ ...deps, credentials, testAccounts: false });
  const created = await Promise.all(Array.from({ length: 1001 }, (_, n) => create(`${n}`)));
  for (const { sid } of created) await ring.find(sid);
  for (const { sid } of created.slice(1)) expect(ring.find(sid)).toMatchObject({ sid });
  const first = ring.find(created[0]?.sid ?? '');
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toMatchObject({ sid: created[0]?.sid });
});
