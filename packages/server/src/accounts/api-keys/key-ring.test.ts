import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, makeDeps } from '../../../test/tools.ts';
import { SystemRandomness } from '../../platform/randomness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { type ApiKeys, createApiKeys } from './api-keys.ts';
import { KeyRing } from './key-ring.ts';

const credentials = [{ sid: account, secret: 'token', accountSid: account }];

let deps: HandlerDeps;
let keys: ApiKeys;
beforeAll(async () => {
  deps = await makeDeps();
  keys = createApiKeys({ ...deps, randomness: new SystemRandomness() });
});
afterAll(() => deps.storage.close());

test('a key is at hand once it has been read, until it is deleted', async () => {
  const ring = new KeyRing({ ...deps, credentials });
  const { sid, secret } = await keys.create(account, 'Read');
  const credential = { sid, secret, accountSid: account };
  const first = ring.find(sid);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toEqual(credential);
  expect(ring.find(sid)).toEqual(credential);
  await keys.remove(account, sid);
  expect(await ring.find(sid)).toBeUndefined();
});

test('what is configured, and what cannot be a key, is answered at once', () => {
  const ring = new KeyRing({ ...deps, credentials });
  expect(ring.find(account)).toEqual(credentials[0]);
  for (const sid of ['', 'SK', `SK${'0'.repeat(31)}g`, `AC${'0'.repeat(32)}`])
    expect(ring.find(sid)).toBeUndefined();
});

test('what was read before a deletion is not remembered after it', async () => {
  const { sid } = await keys.create(account, 'Overtaken');
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { storage } = deps;
  const ring = new KeyRing({
    ...deps,
    credentials,
    storage: {
      exclusive: true,
      onWrite: (listener) => storage.onWrite(listener),
      // The answer is on its way while the key is deleted.
      read: async (work) => {
        const answer = await storage.read(work);
        await gate;
        return answer;
      },
    },
  });
  const reading = ring.find(sid);
  await new Promise((resolve) => setImmediate(resolve));
  await keys.remove(account, sid);
  open();
  expect(await reading).toMatchObject({ sid });
  expect(await ring.find(sid)).toBeUndefined();
});

test('the keys that were read first give way when there are too many', async () => {
  const ring = new KeyRing({ ...deps, credentials });
  const made = await Promise.all(Array.from({ length: 1001 }, (_, n) => keys.create(account, `${n}`)));
  for (const { sid } of made) await ring.find(sid);
  for (const { sid } of made.slice(1)) expect(ring.find(sid)).toMatchObject({ sid });
  const first = ring.find(made[0]?.sid ?? '');
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toMatchObject({ sid: made[0]?.sid });
});
