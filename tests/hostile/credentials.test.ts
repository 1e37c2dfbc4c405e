import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic } from '../process/support/api.ts';
import { expectRefusal } from './support/errors.ts';
import { exchange } from './support/raw.ts';
import { startTarget, type Target } from './support/target.ts';

let target: Target;
beforeAll(async () => {
  target = await startTarget('sqlite');
});
afterAll(() => target[Symbol.asyncDispose]());

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

const headers: readonly (readonly [string, () => string])[] = [
  ['nothing after the scheme', () => 'Basic'],
  ['an empty text', () => ''],
  ['only a colon', () => `Basic ${base64(':')}`],
  ['no colon', () => `Basic ${base64(target.colloquy.accountSid)}`],
  ['an empty password', () => basic(target.colloquy.accountSid, '')],
  ['an empty user', () => basic('', target.colloquy.authToken)],
  ['no base64', () => 'Basic !!!!'],
  ['bytes that are no UTF-8', () => `Basic ${base64(Buffer.from([0xff, 0xfe, 0x3a, 0xff]))}`],
  ['characters outside of ASCII', () => `Basic ${base64('ÄÖÜ:日本')}`],
  ['NUL', () => `Basic ${base64(`${target.colloquy.accountSid}:\0${target.colloquy.authToken}`)}`],
  ['a name of an object of the language', () => basic('__proto__', 'constructor')],
  ['a very long password', () => basic(target.colloquy.accountSid, 'x'.repeat(9000))],
  ['a token with a tail', () => basic(target.colloquy.accountSid, `${target.colloquy.authToken}x`)],
  ['a token with a colon', () => basic(target.colloquy.accountSid, `:${target.colloquy.authToken}`)],
  ['the SID in lower case', () => basic(target.colloquy.accountSid.toLowerCase(), target.colloquy.authToken)],
  ['Bearer', () => `Bearer ${target.colloquy.authToken}`],
  ['Digest', () => `Digest username="${target.colloquy.accountSid}"`],
  ['another scheme with right credentials', () => target.authorization.replace('Basic', 'Basics')],
  ['SQL', () => basic("' OR 1=1 --", "' OR 1=1 --")],
];

test.each(headers)('%s: 401 on every path and method, and nothing happens', async (_, header) => {
  const before = await target.contents();
  for (const [method, path] of [
    ['GET', '/v1/Conversations'],
    ['POST', '/v1/Conversations'],
    ['DELETE', '/v1/Conversations/kept'],
    ['GET', '/v1/Conversations/%FF'],
    ['GET', '/nothing'],
  ]) {
    const reply = await exchange(
      target.colloquy.baseUrl,
      `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${header()}\r\nConnection: close\r\n\r\n`,
    );
    expect(reply).toHaveLength(1);
    const [{ status, headers: shown, body } = { status: 0, headers: {}, body: '' }] = reply;
    expectRefusal({ status, text: body, type: shown['content-type'] });
    expect(status).toBe(401);
    expect(shown['www-authenticate']).toMatch(/^Basic /);
    expect(JSON.parse(body).code).toBe(20003);
  }
  expect(await target.contents()).toEqual(before);
});

test('a second Authorization header does not help wrong credentials', async () => {
  const [reply] = await exchange(
    target.colloquy.baseUrl,
    `GET /v1/Conversations HTTP/1.1\r\nHost: a\r\nAuthorization: ${basic('AC', 'x')}\r\n` +
      `Authorization: ${target.authorization}\r\nConnection: close\r\n\r\n`,
  );
  expect(reply?.status).toBe(401);
});
