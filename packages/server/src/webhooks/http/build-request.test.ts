import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { buildRequest } from './build-request.ts';

const attempt = {
  accountSid: 'AC1',
  authToken: '12345',
  idempotencyToken: '5b0b9b8e-3f6c-4b6e-9a2e-0d4a4d6f3c11',
  retryCount: 0,
};
const parameters = [
  ['EventType', 'onMessageAdded'],
  ['Body', 'Grüße & 1+1 = 2'],
  ['Attributes', '{}'],
] as const;
const form = 'EventType=onMessageAdded&Body=Gr%C3%BC%C3%9Fe+%26+1%2B1+%3D+2&Attributes=%7B%7D&RetryCount=0';

const post = (url: string) => buildRequest({ url, method: 'POST' }, parameters, attempt);
const get = (url: string) => buildRequest({ url, method: 'GET' }, parameters, attempt);

const isValid = ({ url, headers, body }: ReturnType<typeof buildRequest>): boolean =>
  twilio.validateRequest(
    '12345',
    headers['X-Twilio-Signature'] ?? '',
    url,
    Object.fromEntries(new URLSearchParams(body ?? '')),
  );

describe('POST', () => {
  it('a POST has the parameters in a form and a valid signature', () => {
    const request = post('https://example.com/hook?x=1');
    expect(request).toEqual({
      method: 'POST',
      url: 'https://example.com/hook?x=1',
      headers: {
        Accept: '*/*',
        'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8',
        'I-Twilio-Idempotency-Token': attempt.idempotencyToken,
        'User-Agent': 'TwilioProxy/1.1',
        'X-Twilio-Signature': expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
      },
      body: form,
      accountSid: 'AC1',
    });
    expect(isValid(request)).toBe(true);
  });

  it('a retry has a new count and signature, and the same idempotency token', () => {
    const first = post('https://example.com/hook');
    const again = buildRequest({ url: 'https://example.com/hook', method: 'POST' }, parameters, {
      ...attempt,
      retryCount: 2,
    });
    expect(again.body).toBe(form.replace('RetryCount=0', 'RetryCount=2'));
    expect(again.headers['I-Twilio-Idempotency-Token']).toBe(attempt.idempotencyToken);
    expect(again.headers['X-Twilio-Signature']).not.toBe(first.headers['X-Twilio-Signature']);
    expect(isValid(again)).toBe(true);
  });
});

describe('GET', () => {
  it.each([
    ['https://example.com/hook', 'https://example.com/hook?'],
    ['https://example.com/hook?', 'https://example.com/hook?'],
    ['https://example.com/hook?x=1&y', 'https://example.com/hook?x=1&y&'],
    ['https://example.com/hook?x=1&#rc=2', 'https://example.com/hook?x=1&'],
    ['https://example.com', 'https://example.com/?'],
  ])('a GET appends the parameters to the query of %s', (url, beginning) => {
    const request = get(url);
    expect(request.url).toBe(beginning + form);
    expect(request.body).toBeNull();
    expect(request.headers).not.toHaveProperty('Content-Type');
    expect(isValid(request)).toBe(true);
  });
});

it.each([
  ['https://example.com/hook#rc=2&ct=500', 'https://example.com/hook'],
  ['https://example.com:8443/hook', 'https://example.com:8443/hook'],
  ['HTTPS://Example.com:443/a/../b', 'https://example.com/b'],
  ['http://[::1]:3000/ü?q=ü', 'http://[::1]:3000/%C3%BC?q=%C3%BC'],
])('the URL %s is normalized, sent and signed without its fragment', (url, sent) => {
  const request = post(url);
  expect(request.url).toBe(sent);
  expect(isValid(request)).toBe(true);
});

it.each([
  ['https://user:pass@example.com/hook', 'user:pass'],
  ['https://us%40er:p%C3%BC%25@example.com/hook', 'us@er:pü%'],
  ['https://user@example.com/hook', 'user:'],
  ['https://100%:100%25@example.com/hook', '100%:100%'],
])('the user name and password of %s are sent as a header and not signed', (url, pair) => {
  const request = post(url);
  expect(request.url).toBe('https://example.com/hook');
  const [scheme, value = ''] = request.headers['Authorization']?.split(' ') ?? [];
  expect([scheme, Buffer.from(value, 'base64').toString()]).toEqual(['Basic', pair]);
  expect(request.headers['X-Twilio-Signature']).toBe(
    post('https://example.com/hook').headers['X-Twilio-Signature'],
  );
});
