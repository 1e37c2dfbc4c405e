import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorizationOf } from './credentials.ts';

const decode = (header: string) =>
  new TextDecoder().decode(
    Uint8Array.from(atob(header.replace('Basic ', '')), (character) => character.charCodeAt(0)),
  );

describe('authorizationOf', () => {
  it('credentials are an account or an API key', () => {
    expect(authorizationOf({ accountSid: 'AC1', authToken: 'token' })).toBe('Basic QUMxOnRva2Vu');
    expect(decode(authorizationOf({ username: 'SK1', password: 'secret' }))).toBe('SK1:secret');
  });

  it('credentials of any text are encoded as UTF-8', () => {
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

  it('credentials with a missing part or a colon in the name are rejected', () => {
    expect(() => authorizationOf({ accountSid: 'AC1', authToken: '' })).toThrow(TypeError);
    expect(() => authorizationOf({ username: 'a:b', password: 'c' })).toThrow(TypeError);
  });
});
