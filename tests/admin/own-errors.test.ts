import { endpoints } from '@colloquy/contract';
import { startColloquy } from '@colloquy/testkit';
import { expect, test } from 'vitest';
import { createCaller } from '../support/http/caller.ts';

const settings = { COLLOQUY_TEST_CLOCK: '1' };

const operations = new Set<string>(endpoints.map(({ name }) => name));

test.each([
  ['POST', '/colloquy/v1/clock/advance', 400, 'AdvanceClock'],
  ['GET', '/colloquy/v1/events?after=x', 400, 'StreamEvents'],
  ['GET', `/colloquy/v1/webhooks/deliveries/WD${'0'.repeat(32)}`, 404, 'FetchWebhookDelivery'],
  ['POST', '/colloquy/v1/webhooks/trigger', 400, 'TriggerWebhook'],
])('the error of %s %s leads to the operation in the reference', async (method, path, status, operation) => {
  await using colloquy = await startColloquy({ settings: { ...settings, COLLOQUY_CONSOLE: '1' } });
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  const { body, ...reply } = await call(method, path);
  expect(reply.status).toBe(status);
  expect(body.more_info).toBe(`${colloquy.baseUrl}/console/reference/${operation}`);
  expect(operations).toContain(operation);
  expect((await fetch(body.more_info)).status).toBe(200);
});

test('the error of a path that does not exist leads to the overview of the reference', async () => {
  await using colloquy = await startColloquy({ settings: { COLLOQUY_CONSOLE: '1' } });
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  const { body } = await call('GET', '/colloquy/v1/nothing');
  expect(body.more_info).toBe(`${colloquy.baseUrl}/console/reference`);
});

test('an object that our own API does not find is named by the requested path', async () => {
  await using colloquy = await startColloquy();
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  const delivery = `/colloquy/v1/webhooks/deliveries/WD${'0'.repeat(32)}`;
  const event = { EventType: 'onMessageAdded', ConversationSid: `CH${'0'.repeat(32)}` };
  const addresses = { From: '+15550100', To: '+15550101', Body: 'Hello' };
  const requests = [
    ['GET', delivery, undefined, undefined],
    ['POST', `${delivery}/replay`, {}, undefined],
    ['POST', '/colloquy/v1/webhooks/trigger', event, /onMessageAdded of CH0/],
    ['POST', '/colloquy/v1/inbound', addresses, /\+15550100 and \+15550101/],
    ['GET', '/colloquy/v1/nothing', undefined, undefined],
    ['GET', '/colloquy/v1/clock', undefined, undefined],
  ] as const;
  for (const [method, path, form, reason] of requests) {
    const { status, body } = await call(method, path, form);
    expect([status, body]).toEqual([
      404,
      {
        code: 20404,
        message: `The requested resource ${path} was not found`,
        more_info: expect.stringContaining(colloquy.baseUrl),
        status: 404,
        ...(reason !== undefined && { details: { reason: expect.stringMatching(reason) } }),
      },
    ]);
  }
});

test('without the console, an error of our own API leads to the public URL, without credentials too', async () => {
  const publicUrl = 'https://example.com/chat';
  await using colloquy = await startColloquy({ settings: { ...settings, COLLOQUY_PUBLIC_URL: publicUrl } });
  const reply = await fetch(`${colloquy.listeningUrl}/colloquy/v1/clock`);
  expect(reply.status).toBe(401);
  expect(await reply.json()).toMatchObject({ code: 20003, more_info: `${publicUrl}/` });
});

test('an error of the hosted API leads to its documentation', async () => {
  await using colloquy = await startColloquy();
  const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
  for (const path of ['/v1/Conversations/a', '/2010-04-01/nothing', '/nothing'])
    expect((await call('GET', path)).body.more_info).toBe('https://www.twilio.com/docs/errors/20404');
});
