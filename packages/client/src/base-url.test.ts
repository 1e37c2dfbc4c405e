import { describe, expect, it } from 'vitest';
import { isSameOrigin, parseBaseUrl } from './base-url.ts';

describe('parseBaseUrl', () => {
  it('a base URL keeps a path prefix and loses trailing slashes', () => {
    expect(parseBaseUrl('https://example.com/twilio//')).toEqual({
      url: 'https://example.com/twilio',
      origin: 'https://example.com',
    });
  });

  it.each(['', '/v1', 'ftp://example.com', 'https://user:password@example.com'])(
    'the base URL %j is rejected',
    (url) => {
      expect(() => parseBaseUrl(url)).toThrow(TypeError);
    },
  );
});

describe('leadsTo', () => {
  const base = parseBaseUrl('https://example.com/prefix');

  it('links are compared with the base URL by scheme, host and port', () => {
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
  ])('the link %j does not lead to the base URL', (link) => {
    expect(isSameOrigin(base, link)).toBe(false);
  });
});
