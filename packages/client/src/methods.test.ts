import { api, endpoints, type Resource, routesOf } from '@colloquy/contract';
import { describe, expect, it } from 'vitest';
import { conversationBody } from '../test/replies.ts';
import { createClient } from './client.ts';
import { createMethods } from './methods.ts';
import { createTransport } from './transport.ts';

const credentials = { accountSid: 'AC1', authToken: 'token', baseUrl: 'http://localhost/prefix/' };

/** Records what would be sent and answers with a conversation. */
function recordRequests() {
  const sent: { url: string; init: RequestInit }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    return init.method === 'DELETE'
      ? new Response(null, { status: 204 })
      : Response.json(conversationBody(), { status: 201 });
  };
  return { sent, fetch };
}

describe('createClient', () => {
  it('the client has the methods of every operation of the contract, and no others', () => {
    const expected = [...Object.values(api).flatMap((resource) => routesOf(resource)), ...endpoints].flatMap(
      ({ name }) =>
        name.startsWith('List')
          ? ['list', 'page', 'stream'].map((verb) => verb + name.slice('List'.length))
          : [name.charAt(0).toLowerCase() + name.slice(1)],
    );
    expect(Object.keys(createClient(credentials)).sort()).toEqual(expected.sort());
    expect(expected).toEqual(
      expect.arrayContaining(['streamServiceConversation', 'pageWebhookDeliveries', 'streamEvents']),
    );
  });

  it('a service operation sends path, form and header', async () => {
    const { sent, fetch } = recordRequests();
    const client = createClient({ ...credentials, fetch });
    const conversation = await client.updateServiceConversation('IS1', 'the room', {
      friendlyName: 'Tea',
      uniqueName: null,
      xTwilioWebhookEnabled: true,
    });
    expect(conversation.dateCreated).toEqual(new Date('2024-05-01T12:34:56Z'));
    const [request] = sent;
    expect(request?.url).toBe('http://localhost/prefix/v1/Services/IS1/Conversations/the%20room');
    expect(request?.init).toMatchObject({ method: 'POST', body: 'FriendlyName=Tea&UniqueName=' });
    expect(Object.fromEntries(new Headers(request?.init.headers))).toEqual({
      accept: 'application/json',
      authorization: 'Basic QUMxOnRva2Vu',
      'content-type': 'application/x-www-form-urlencoded',
      'x-requested-with': '@colloquy/client',
      'x-twilio-webhook-enabled': 'true',
    });
  });

  it('an account operation sends no service, and a delete only its path', async () => {
    const { sent, fetch } = recordRequests();
    const client = createClient({ ...credentials, fetch });
    expect(await client.deleteConversation('CH1')).toBeUndefined();
    expect(sent[0]?.url).toBe('http://localhost/prefix/v1/Conversations/CH1');
    expect(sent[0]?.init).toMatchObject({ method: 'DELETE', body: null });
    expect(new Headers(sent[0]?.init.headers).has('content-type')).toBe(false);
  });

  it('the default base URL is that of Twilio', async () => {
    const { sent, fetch } = recordRequests();
    await createClient({ accountSid: 'AC1', authToken: 'token', fetch }).createConversation();
    expect(sent[0]?.url).toBe('https://conversations.twilio.com/v1/Conversations');
    // Twilio does not allow pages of other origins to send it.
    expect(new Headers(sent[0]?.init.headers).has('x-requested-with')).toBe(false);
    expect(sent[0]?.init).toMatchObject({ method: 'POST', body: '' });
  });

  it('fetch is called without an object, as browsers require', async () => {
    let receiver: unknown = 'not called';
    const client = createClient({
      ...credentials,
      fetch: async function (this: unknown) {
        receiver = this;
        return Response.json(conversationBody());
      },
    });
    await client.fetchConversation('CH1');
    expect(receiver).toBeUndefined();
  });

  it('invalid arguments are rejected without a request', async () => {
    const { sent, fetch } = recordRequests();
    const client = createClient({ ...credentials, fetch });
    await expect(client.deleteConversation('')).rejects.toThrow(TypeError);
    await expect(client.deleteConversation('..')).rejects.toThrow(TypeError);
    await expect(client.createConversation({ dateCreated: new Date('never') })).rejects.toThrow(RangeError);
    await expect(client.fetchConversation('CH1', { timeoutMs: 0 })).rejects.toThrow(RangeError);
    // @ts-expect-error: JavaScript allows this.
    await expect(client.fetchConversation()).rejects.toThrow(new TypeError('sid must be a string'));
    // @ts-expect-error: JavaScript allows this.
    await expect(client.updateConversation('CH1', 'name')).rejects.toThrow(TypeError);
    // @ts-expect-error: JavaScript allows this.
    await expect(client.fetchConversation('CH1', { signal: 'stop' })).rejects.toThrow(TypeError);
    expect(sent).toEqual([]);
  });

  it('a timeout of zero is rejected', () => {
    expect(() => createClient({ ...credentials, timeoutMs: Number.NaN })).toThrow(RangeError);
  });
});

describe('methodsOf', () => {
  it('a method has one string for each parent in the path, in order', async () => {
    const part = {
      ...api.service,
      name: 'MessagePart',
      scope: 'service',
      path: 'Conversations/{ConversationSid}/Messages/{MessageSid}/Parts',
    } as const satisfies Resource;
    const { sent, fetch } = recordRequests();
    const methods = createMethods([part], createTransport({ ...credentials, fetch }));
    await methods.fetchServiceMessagePart?.('IS1', 'CH1', 'IM1', 'PA1');
    await methods.createMessagePart?.('CH1', 'IM1', { friendlyName: 'x' });
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      '/prefix/v1/Services/IS1/Conversations/CH1/Messages/IM1/Parts/PA1',
      '/prefix/v1/Conversations/CH1/Messages/IM1/Parts',
    ]);
    expect(sent[1]?.init.body).toBe('FriendlyName=x');
  });
});
