import fc from 'fast-check';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import type { WebhookParameters } from '../payload/build-parameters.ts';
import { computeSignature } from './signature.ts';

const token = '12345';

/** Parameters as the form decoder of a receiver returns them. */
const received = (parameters: WebhookParameters) =>
  Object.fromEntries(
    [...Map.groupBy(parameters, ([name]) => name)].map(([name, pairs]) => {
      const values = pairs.map(([, value]) => value);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );

const accepts = (url: string, parameters: WebhookParameters, signature: string): boolean =>
  twilio.validateRequest(token, signature, url, received(parameters));

it('the signature covers the URL and the sorted parameters', () => {
  const parameters = [
    ['EventType', 'onMessageAdded'],
    ['Body', 'hi'],
  ] as const;
  const signature = computeSignature(token, 'https://example.com/hook?x=1', parameters);
  expect(signature).toBe('NPt62p86gG2DLM2CwekrUSbc51g=');
});

describe('the signature', () => {
  const parameters = [
    ['EventType', 'onMessageAdded'],
    ['Body', 'Grüße 👋 & more = +1\n'],
    ['body', 'lower case sorts last'],
    ['Media', '[{"Sid":"ME1"}]'],
    ['To', 'b'],
    ['To', 'a'],
    ['To', 'b'],
    ['Empty', ''],
  ] as const;

  it.each([
    'https://example.com/hook',
    'https://example.com/hook?x=1&x=2&name=a%20b+c',
    "https://example.com/hook?quote=%27it's%27",
    'http://localhost:3000/',
    'https://example.com:8443/hook?a',
    'http://[::1]:8080/hook',
    'https://example.com/gr%C3%BC%C3%9Fe?',
  ])('is accepted by the official library for a request to %s', (url) => {
    expect(accepts(url, parameters, computeSignature(token, url, parameters))).toBe(true);
    expect(accepts(url, [], computeSignature(token, url, []))).toBe(true);
    const others = [...parameters, ['More', '1']] as const;
    expect(accepts(url, others, computeSignature(token, url, parameters))).toBe(false);
    expect(accepts(url, parameters, computeSignature('54321', url, parameters))).toBe(false);
  });

  it('is accepted by the official library for any parameters', () => {
    // The library puts names into an object, where these are special.
    const name = fc.string({ minLength: 1 }).filter((text) => !(text in {}) && !/^\d+$/.test(text));
    const parameter = fc.tuple(name, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(parameter), (list) => {
        const url = 'https://example.com/hook?x=1';
        return accepts(url, list, computeSignature(token, url, list));
      }),
    );
  });
});
