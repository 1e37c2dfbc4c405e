import { createClient } from '@colloquy/client';
import { expect, test } from 'vitest';
import { startColloquy } from './start-colloquy.ts';

test.each([
  ['COLLOQUY_MAX_WEBHOOK', 'COLLOQUY_MAX_WEBHOOKS'],
  ['maxWebhooks', 'COLLOQUY_MAX_WEBHOOKS'],
  ['COLLOQUY_PORT', 'PORT'],
])('the setting %s is refused with the one that may be meant', async (name, meant) => {
  await expect(startColloquy({ settings: { [name]: '1' } })).rejects.toThrow(
    `${name} is not a setting; did you mean ${meant}?`,
  );
});

test('an invalid setting is refused with its value', async () => {
  await expect(startColloquy({ settings: { COLLOQUY_MAX_WEBHOOKS: 'many' } })).rejects.toThrow(
    'COLLOQUY_MAX_WEBHOOKS (--max-webhooks) must be a whole number from 1 to 999999999, not "many".',
  );
});

test.each(['10m', 'P1M', '', '-PT1M'])(
  'the duration %j is refused with the form of durations',
  async (text) => {
    await using colloquy = await startColloquy();
    await expect(colloquy.advance(text)).rejects.toThrow(
      new RangeError(
        `"${text}" is not an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as PT10M.`,
      ),
    );
  },
);

test('a token is for the given user and service, and expires by the clock of the server', async () => {
  const now = new Date('2030-01-01T00:00:00Z');
  await using colloquy = await startColloquy({ now });
  const { sid: serviceSid } = await createClient(colloquy).createService({ friendlyName: 'Support' });
  const token = await colloquy.token({ identity: 'alice', serviceSid, ttl: 60 });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect(claims).toMatchObject({
    exp: now.getTime() / 1000 + 60,
    grants: { identity: 'alice', chat: { service_sid: serviceSid } },
  });
  const url = `${colloquy.baseUrl}/v1/Services/${serviceSid}/Media/ME${'0'.repeat(32)}`;
  const present = async () => (await fetch(url, { headers: { 'x-twilio-token': token } })).status;
  expect(await present()).toBe(404);
  await colloquy.advance('PT1M');
  expect(await present()).toBe(401);
});

test('a token with an invalid option is refused with the error of the server', async () => {
  await using colloquy = await startColloquy();
  await expect(colloquy.token({ identity: 'system' })).rejects.toMatchObject({ code: 50203 });
});
