import { afterEach, expect, test, vi } from 'vitest';
import { ManualClock } from '../../platform/clock.ts';
import { signToken } from './sign-token.ts';
import { createTokenVerifier } from './token-verifier.ts';

const now = new Date('2024-05-01T12:00:00Z');
const issuedAt = now.getTime() / 1000;
const accountSid = `AC${'a'.repeat(32)}`;
const serviceSid = `IS${'1'.repeat(32)}`;
const keySid = `SK${'1'.repeat(32)}`;

const sign = (identity: string, secret: string) =>
  signToken(
    { accountSid, identity, serviceSid, issuedAt, expiresAt: issuedAt + 3600 },
    { sid: keySid, secret },
  );

afterEach(() => vi.restoreAllMocks());

test('the secret of an API key is imported once for all its tokens', async () => {
  const key = { secret: 'first', accountSid };
  const verify = createTokenVerifier(async () => key, new ManualClock(now));
  const tokens = await Promise.all(['alice', 'bob', 'carol'].map((identity) => sign(identity, 'first')));
  const imports = vi.spyOn(crypto.subtle, 'importKey');
  const verified = await Promise.all(tokens.map(verify));
  expect(verified.map(({ identity }) => identity)).toEqual(['alice', 'bob', 'carol']);
  expect(imports).toHaveBeenCalledTimes(1);
});

test('a key that is found with another secret verifies with that one', async () => {
  let key = { secret: 'first', accountSid };
  const verify = createTokenVerifier(async () => key, new ManualClock(now));
  const [first, second] = [await sign('alice', 'first'), await sign('alice', 'second')];
  expect(await verify(first)).toMatchObject({ identity: 'alice', keySid });
  await expect(verify(second)).rejects.toMatchObject({ code: 20107 });
  key = { secret: 'second', accountSid };
  expect(await verify(second)).toMatchObject({ identity: 'alice' });
  await expect(verify(first)).rejects.toMatchObject({ code: 20107 });
});
