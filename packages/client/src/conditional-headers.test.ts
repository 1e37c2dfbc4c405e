import { api, canUseIdempotencyKey, canUseIfMatch, routesOf } from '@colloquy/contract';
import { describe, expect, it } from 'vitest';
import { conversationBody } from '../test/replies.ts';
import { createClient } from './client.ts';
import { buildConditionalHeaders } from './conditional-headers.ts';
import { ConnectionError } from './errors.ts';
import { shapeOfRoute } from './request-shape.ts';

const routes = Object.values(api).flatMap((resource) => routesOf(resource));

describe('conditionsOf', () => {
  it.each(routes)('$name accepts the conditional headers of its contract and rejects others', (route) => {
    const given = (options: Record<string, unknown>) => () =>
      buildConditionalHeaders(shapeOfRoute(route), options);
    const expectHeader = (takes: boolean, option: string, name: string) =>
      takes
        ? expect(given({ [option]: '"a"', timeoutMs: 5 })()).toEqual({ [name]: '"a"' })
        : expect(given({ [option]: '"a"' })).toThrow(TypeError);
    expectHeader(canUseIdempotencyKey(route), 'idempotencyKey', 'Idempotency-Key');
    expectHeader(canUseIfMatch(route), 'ifMatch', 'If-Match');
    expectHeader(route.operation.action === 'fetch', 'ifNoneMatch', 'If-None-Match');
  });
});

/** A client whose first attempts get no reply. */
function createFailingClient(times: number, baseUrl?: string) {
  const keys: (string | null)[] = [];
  const fetch = async (_url: string, init: RequestInit) => {
    keys.push(new Headers(init.headers).get('Idempotency-Key'));
    if (keys.length <= times) throw new TypeError('reset');
    return Response.json(conversationBody(), { status: 201 });
  };
  const retry = { baseDelayMs: 0 };
  return { keys, client: createClient({ accountSid: 'AC1', authToken: 'token', baseUrl, retry, fetch }) };
}

describe('a call', () => {
  it('a call with an idempotency key is retried after a lost reply', async () => {
    const { keys, client } = createFailingClient(2, 'http://localhost:8080');
    await client.createConversation({}, { idempotencyKey: 'order 17' });
    expect(keys).toEqual(['order 17', 'order 17', 'order 17']);
  });

  it('a call without an idempotency key is not retried', async () => {
    const { keys, client } = createFailingClient(1, 'http://localhost:8080');
    await expect(client.createConversation({}, { idempotencyKey: undefined })).rejects.toThrow(
      ConnectionError,
    );
    expect(keys).toEqual([null]);
  });

  it.each([undefined, 'https://conversations.dublin.ie1.twilio.com'])(
    'a call with an idempotency key is not retried on Twilio: %s',
    async (baseUrl) => {
      const { keys, client } = createFailingClient(1, baseUrl);
      await expect(client.createConversation({}, { idempotencyKey: 'a' })).rejects.toThrow(ConnectionError);
      expect(keys).toEqual(['a']);
    },
  );

  it('a call with an invalid condition is not sent', async () => {
    const { keys, client } = createFailingClient(0);
    // @ts-expect-error: JavaScript allows this.
    const matched = client.updateConversation('CH1', {}, { ifMatch: undefined });
    await expect(matched).rejects.toThrow(new TypeError('ifMatch must be a string'));
    // @ts-expect-error: JavaScript allows this.
    const misspelt = client.updateConversation('CH1', {}, { ifMacth: '"a"' });
    await expect(misspelt).rejects.toThrow(new TypeError('UpdateConversation has no option ifMacth'));
    const twoLines = client.createConversation({}, { idempotencyKey: 'a\nb' });
    await expect(twoLines).rejects.toThrow(TypeError);
    expect(keys).toEqual([]);
  });
});
