import { api, type Parameters, replayWebhookDelivery } from '@colloquy/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { captureForm } from './capture-form.ts';
import { describeParameters } from './describe-parameters.ts';

const describeForm = (form: Record<string, string> | string, parameters: Parameters) => {
  const body = Buffer.from(new URLSearchParams(form).toString());
  return describeParameters({ url: '/', form: captureForm(body) }, parameters);
};

test('secrets, texts of messages and credentials in URLs are not shown, only how long they are', () => {
  const credential = api.credential.operations.create.parameters;
  expect(describeForm({ Type: 'fcm', Secret: 'hidden', ApiKey: 'hidden' }, credential)).toEqual([
    { in: 'form', name: 'Type', value: 'fcm', length: 3, known: true },
    { in: 'form', name: 'Secret', value: null, length: 6, known: true },
    { in: 'form', name: 'ApiKey', value: null, length: 6, known: true },
  ]);
  const message = api.message.operations.create.parameters;
  expect(describeForm({ Author: 'ann', Body: 'hidden' }, message)).toMatchObject([
    { value: 'ann' },
    { value: null, length: 6 },
  ]);
  const [url] = describeForm({ Url: 'https://ann:hidden@example.com/' }, replayWebhookDelivery.parameters);
  expect(url?.value).toBe('https://***@example.com/');
});

test('a parameter that the operation does not read is named without its value', () => {
  const { parameters } = api.conversation.operations.create;
  expect(describeForm({ friendlyName: 'Desk' }, parameters)).toEqual([
    { in: 'form', name: 'friendlyName', value: null, length: 4, known: false },
  ]);
  const form = captureForm(undefined);
  const [misplaced] = describeParameters({ url: '/v1/Conversations?FriendlyName=Desk', form }, parameters);
  expect(misplaced).toEqual({ in: 'query', name: 'FriendlyName', value: null, length: 4, known: false });
  // A name of every object.
  expect(describeForm('constructor=1', parameters)).toMatchObject([{ known: false }]);
});

test('the description of any body is bounded, and a value that was cut is not shown', () => {
  const { parameters } = api.conversation.operations.create;
  const isBounded = (body: unknown) => {
    const described = describeParameters({ url: '/', form: captureForm(body) }, parameters);
    expect(described.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(described).length).toBeLessThan(30_000);
  };
  const text = fc.string({ maxLength: 5000, unit: 'grapheme' });
  fc.assert(
    fc.property(fc.dictionary(text, text), (body) => {
      isBounded(body);
      isBounded(Buffer.from(new URLSearchParams(body).toString()));
    }),
    { numRuns: 30 },
  );
  expect(describeForm({ FriendlyName: 'Desk', Attributes: 'x'.repeat(5000) }, parameters)).toMatchObject([
    { name: 'FriendlyName', value: 'Desk' },
  ]);
});
