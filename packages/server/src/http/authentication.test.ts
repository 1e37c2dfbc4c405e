import { ApiError } from '@colloquy/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Authenticator } from './authentication.ts';

const account = { sid: `AC${'1'.repeat(32)}`, secret: 'token', accountSid: `AC${'1'.repeat(32)}` };
const key = { sid: `SK${'2'.repeat(32)}`, secret: 'secret', accountSid: account.sid };
const encode = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');
const authenticator = () => new Authenticator([account, key]);

describe('credentials', () => {
  test('authenticate their account, first and repeatedly, with the scheme in any letter case', () => {
    const checked = authenticator();
    for (const scheme of ['Basic', 'basic', 'BASIC', 'Basic']) {
      expect(checked.authenticate(`${scheme} ${encode(account.sid, account.secret)}`)).toEqual({
        accountSid: account.sid,
        actor: account.sid,
      });
      expect(checked.authenticate(`${scheme} ${encode(key.sid, key.secret)}`)).toEqual({
        accountSid: account.sid,
        actor: key.sid,
      });
    }
  });

  test('that are invalid are rejected with the error of their fault', () => {
    const message = (header: string | undefined) => {
      try {
        return authenticator().authenticate(header);
      } catch (error) {
        expect(error).toBeInstanceOf(ApiError);
        return error instanceof ApiError ? `${error.code} ${error.message}` : error;
      }
    };
    expect(message(undefined)).toBe('20003 Authentication Error - No credentials provided');
    expect(message('Bearer abc')).toBe('20003 Authentication Error - No credentials provided');
    expect(message(`Basic ${encode('AC', 'x')}`)).toBe('20003 Authentication Error - invalid username');
    expect(message(`Basic ${encode(account.sid, 'x')}`)).toBe('20003 Authenticate');
    expect(message(`Basic ${encode(account.sid, key.secret)}`)).toBe('20003 Authenticate');
  });

  test('are rejected for any other text, also after valid ones', () => {
    const checked = authenticator();
    // Accounts of the configuration are checked at once, without a promise.
    void checked.authenticate(`Basic ${encode(account.sid, account.secret)}`);
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom(account.sid, key.sid, ''), fc.string())
        .map(([user, password]) => `Basic ${encode(user, password)}`),
      fc.base64String().map((encoded) => `Basic ${encoded}`),
    );
    fc.assert(
      fc.property(text, (header) => {
        expect(() => checked.authenticate(header)).toThrow(ApiError);
      }),
    );
  });
});
