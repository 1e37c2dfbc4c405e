import { describe, expect, it } from 'vitest';
import { create, update } from './rules.ts';

const context = { accountSid: `AC${'1'.repeat(32)}`, sid: `CR${'2'.repeat(32)}` };
const now = Date.parse('2024-05-01T12:00:00Z');
const later = now + 1000;
const all = { certificate: 'c', privateKey: 'p', apiKey: 'a', secret: 's', sandbox: true };

describe('the secrets of a credential', () => {
  it.each([
    ['apn', { sandbox: 'True', certificate: 'c', private_key: 'p', api_key: null, secret: null }],
    ['gcm', { sandbox: null, certificate: null, private_key: null, api_key: 'a', secret: null }],
    ['fcm', { sandbox: null, certificate: null, private_key: null, api_key: null, secret: 's' }],
  ] as const)('are those that %s asks for', (type, kept) => {
    expect(create({ ...all, type }, context, now)).toMatchObject(kept);
  });

  it('are replaced, removed, or unchanged when absent', () => {
    const before = create({ ...all, type: 'apn' }, context, now);
    const changed = update(before, { certificate: 'new', privateKey: null }, later);
    expect(changed).toEqual({
      ...before,
      certificate: 'new',
      private_key: null,
      date_updated: '2024-05-01T12:00:01.000Z',
    });
    expect(update(before, { certificate: 'c', sandbox: true }, later)).toBe(before);
  });

  it('are removed when the type changes, and stay removed', () => {
    const before = create({ ...all, type: 'apn' }, context, now);
    const other = update(before, { type: 'fcm', secret: 's' }, later);
    expect(other).toMatchObject({ type: 'fcm', certificate: null, private_key: null, secret: 's' });
    expect(update(other, { type: 'apn' }, later)).toMatchObject({
      type: 'apn',
      sandbox: 'False',
      certificate: null,
      secret: null,
    });
  });
});
