import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.ts';

const now = Date.UTC(2024, 4, 1, 12, 0, 0);

describe('parseRetryAfter', () => {
  it('Retry-After is parsed as seconds', () => {
    expect(parseRetryAfter('0', now)).toBe(0);
    expect(parseRetryAfter(' 120 ', now)).toBe(120_000);
  });

  it('Retry-After is parsed as a date', () => {
    expect(parseRetryAfter('Wed, 01 May 2024 12:00:30 GMT', now)).toBe(30_000);
    expect(parseRetryAfter('Wed, 01 May 2024 11:00:00 GMT', now)).toBe(0);
  });

  it.each([null, '', 'soon', '-5', '1.5', '2024'.repeat(4)])('Retry-After %j is ignored', (header) => {
    expect(parseRetryAfter(header, now)).toBeUndefined();
  });

  it('Retry-After accepts dates as toUTCString formats them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seconds) => {
        const header = new Date(now + seconds * 1000).toUTCString();
        expect(parseRetryAfter(header, now)).toBe(seconds * 1000);
      }),
    );
  });
});
