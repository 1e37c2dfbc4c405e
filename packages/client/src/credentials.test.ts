import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizationOf } from './credentials.ts';

const decode = (header: string) =>
  new TextDecoder().decode(
    Uint8Array.from(atob(header.replace('Basic ', '')), (character) => character.charCodeAt(0)),
  );

describe('authorizationOf', () => {
  it('accepts an account or an API key', () => {
    expect(authorizationOf({ accountSid: 'AC1', authToken: 'token' })).toBe('Basic QUMxOnRva2Vu');
    expect(decode(authorizationOf({ username: 'SK1', password: 'secret' }))).toBe('SK1:secret');
  });

  it('encodes any text as UTF-8', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((each) => each.isWellFormed());
    fc.assert(
      fc.property(
        text.filter((each) => !each.includes(':')),
        text,
        (username, password) => {
          expect(decode(authorizationOf({ username, password }))).toBe(`${username}:${password}`);
        },
      ),
    );
  });

  it('rejects a missing part and a colon in the name', () => {
    expect(() => authorizationOf({ accountSid: 'AC1', authToken: '' })).toThrow(TypeError);
    expect(() => authorizationOf({ username: 'a:b', password: 'c' })).toThrow(TypeError);
  });
});
