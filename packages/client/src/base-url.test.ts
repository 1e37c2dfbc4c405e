import { describe, expect, it } from 'vitest';
import { isSameOrigin, parseBaseUrl } from './base-url.ts';

describe('parseBaseUrl', () => {
  it('keeps a path prefix and removes trailing slashes', () => {
    expect(parseBaseUrl('https://example.com/twilio//')).toEqual({
      url: 'https://example.com/twilio',
      origin: 'https://example.com',
    });
  });

  it.each(['', '/v1', 'ftp://example.com', 'https://user:password@example.com'])('rejects %j', (url) => {
    expect(() => parseBaseUrl(url)).toThrow(TypeError);
  });
});

describe('leadsTo', () => {
  const base = parseBaseUrl('https://example.com/prefix');

  it('compares scheme, host and port', () => {
    expect(isSameOrigin(base, 'https://example.com:443/v1/Conversations?Page=1')).toBe(true);
  });

  it.each([
    'http://example.com/prefix',
    'https://example.com:8443/prefix',
    'https://example.com.evil.test/prefix',
    'https://example.com@evil.test/prefix',
    'https://user@example.com/prefix',
    '//evil.test/prefix',
    '/prefix/v1',
    'data:application/json,{}',
    '',
  ])('does not take %j for its own', (link) => {
    expect(isSameOrigin(base, link)).toBe(false);
  });
});
