import { afterAll, beforeAll, expect, test } from 'vitest';
import { account, makeTools } from '../../../test/tools.ts';
import { SystemRandom } from '../../platform/random.ts';
import type { Tools } from '../handler.ts';
import { KeyRing } from './keyring.ts';
import { type Keys, keysOf } from './keys.ts';

const credentials = [{ sid: account, secret: 'token', accountSid: account }];

let tools: Tools;
let keys: Keys;
beforeAll(async () => {
  tools = await makeTools();
  keys = keysOf({ ...tools, random: new SystemRandom() });
});
afterAll(() => tools.storage.close());

test('a key is at hand once it has been read, until it is deleted', async () => {
  const ring = new KeyRing({ ...tools, credentials });
  const { sid, secret } = await keys.make(account, 'Read');
  const credential = { sid, secret, accountSid: account };
  const first = ring.find(sid);
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toEqual(credential);
  expect(ring.find(sid)).toEqual(credential);
  await keys.remove(account, sid);
  expect(await ring.find(sid)).toBeUndefined();
});

test('what is configured, and what cannot be a key, is answered at once', () => {
  const ring = new KeyRing({ ...tools, credentials });
  expect(ring.find(account)).toEqual(credentials[0]);
  for (const sid of ['', 'SK', `SK${'0'.repeat(31)}g`, `AC${'0'.repeat(32)}`])
    expect(ring.find(sid)).toBeUndefined();
});

test('what was read before a deletion is not remembered after it', async () => {
  const { sid } = await keys.make(account, 'Overtaken');
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const { storage } = tools;
  const ring = new KeyRing({
    ...tools,
    credentials,
    storage: {
      soleOwner: true,
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
  const ring = new KeyRing({ ...tools, credentials });
  const made = await Promise.all(Array.from({ length: 1001 }, (_, n) => keys.make(account, `${n}`)));
  for (const { sid } of made) await ring.find(sid);
  for (const { sid } of made.slice(1)) expect(ring.find(sid)).toMatchObject({ sid });
  const first = ring.find(made[0]?.sid ?? '');
  expect(first).toBeInstanceOf(Promise);
  expect(await first).toMatchObject({ sid: made[0]?.sid });
});
