import { expect, test } from 'vitest';
import { startColloquy } from './index.ts';

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
    'COLLOQUY_MAX_WEBHOOKS (--max-webhooks) must be a positive number, not "many".',
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
