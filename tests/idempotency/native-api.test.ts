import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { account, otherAccount } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { createCaller, type HttpCaller, type RequestForm } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { type MediaServer, startMediaServer } from '../support/servers/media-server.ts';
import { listFiles, temporaryFolder } from '../support/servers/media-storage.ts';

const inbound = '/colloquy/v1/inbound';
const keysPath = `/2010-04-01/Accounts/${account.sid}/Keys.json`;
const keyPath = (sid: string) => `/2010-04-01/Accounts/${account.sid}/Keys/${sid}.json`;
const replayed = 'idempotent-replayed';

/** Requests outside the Conversations API that accept keys too. */
describe.each(engines)('a request with a key on %s', (engine) => {
  const disposables = new AsyncDisposableStack();
  const folder = temporaryFolder(disposables);
  let url: string;
  let server: MediaServer;
  let call: HttpCaller;
  let media: string;
  beforeAll(async () => {
    url = (await createDatabase(engine)).url;
    server = disposables.use(await startMediaServer(url, { COLLOQUY_MEDIA_URL: `file:${folder}` }));
    call = createCaller(server.colloquy.baseUrl, account.sid, account.token);
    media = `/v1/Services/${server.serviceSid}/Media`;
    await call('POST', '/v1/Configuration/Addresses', {
      Type: 'sms',
      Address: '+14155550100',
      'AutoCreation.Enabled': 'true',
      'AutoCreation.ConversationServiceSid': server.serviceSid,
    });
  });
  afterAll(() => disposables.disposeAsync());

  const count = async (table: string) =>
    (await queryRows(url, `SELECT count(*) AS n FROM ${table}`))[0]?.['n'];
  const keyed = (
    key: string,
    path: string,
    form?: RequestForm,
    headers: Readonly<Record<string, string>> = {},
  ) => call('POST', path, form, { 'Idempotency-Key': key, ...headers });
  let last = 14_155_550_200;
  const message = (Body: string, From = `+${++last}`) => ({ From, To: '+14155550100', Body });

  describe('a request that injects a message', () => {
    test('an inbound message with a key is stored once, with or without a new conversation, and repeats return the first reply', async () => {
      const form = message('Hello');
      for (const [key, created] of [
        ['begins', true],
        ['goes on', false],
      ] as const) {
        const first = await keyed(key, inbound, form);
        expect([first.status, first.headers.get(replayed)]).toEqual([201, null]);
        expect(first.body).toMatchObject({ conversation_created: created });
        const before = [await count('event'), await count('message')];
        const again = await keyed(key, inbound, form);
        expect([again.status, again.text, again.headers.get(replayed)]).toEqual([201, first.text, 'true']);
        expect([await count('event'), await count('message')]).toEqual(before);
      }
    });

    test('concurrent inbound messages with one key are stored once', async () => {
      const form = message('Hello');
      const before = Number(await count('message'));
      const replies = await Promise.all(Array.from({ length: 20 }, () => keyed('at once', inbound, form)));
      expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(await count('message')).toBe(before + 1);
    });

    test('an inbound message with a used key is rejected, and a failed one does not use up its key', async () => {
      const form = message('Hello');
      await keyed('used', inbound, form);
      const { status, body } = await keyed('used', inbound, { ...form, Body: 'Else' });
      expect([status, body.code]).toEqual([409, 20001]);
      expect((await keyed('used', '/v1/Conversations', {})).status).toBe(409);
      expect((await keyed('', inbound, form)).status).toBe(400);
      expect((await keyed('nowhere', inbound, { ...form, To: '+14155550101' })).status).toBe(404);
      expect((await keyed('nowhere', inbound, form)).status).toBe(201);
    });

    test('an inbound message with a key calls pre-action webhooks only the first time', async () => {
      await using receiver = await startReceiver();
      const hooks = `/v1/Services/${server.serviceSid}/Configuration/Webhooks`;
      // Without the key, a repeat would ask about a message, because the conversation exists now.
      const url = encodeURIComponent(receiver.url);
      await call('POST', hooks, `PreWebhookUrl=${url}&Filters=onConversationAdd&Filters=onMessageAdd`);
      receiver.onRequest = () => ({ status: 200, body: '{"friendly_name":"Changed"}' });
      const form = message('Hello');
      const first = await keyed('asks', inbound, form);
      receiver.onRequest = () => 403;
      expect((await keyed('asks', inbound, form)).text).toBe(first.text);
      expect(receiver.events()).toEqual(['onConversationAdd']);
      await call('POST', hooks, { PreWebhookUrl: '' });
    });
  });

  describe('a request that uploads media', () => {
    const text = { 'content-type': 'text/plain' };
    const form = (boundary: string, content: string) =>
      [
        keyedForm(boundary, content),
        { 'content-type': `multipart/form-data; boundary=${boundary}` },
      ] as const;
    const keyedForm = (boundary: string, content: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n` +
      `Content-Type: text/plain\r\n\r\n${content}\r\n--${boundary}--\r\n`;
    /** Returns the files that are left after due deletions. */
    const left = async () => {
      await server.colloquy.advance('PT0S');
      return listFiles(folder).length;
    };

    test('an upload with a key is stored once, and the content of a repeat is discarded', async () => {
      const [rows, files] = [Number(await count('media')), await left()];
      const first = await keyed('upload', `${media}?Filename=a`, 'hello', text);
      expect([first.status, first.headers.get(replayed)]).toEqual([201, null]);
      const again = await keyed('upload', `${media}?Filename=a`, 'hello', text);
      expect([again.status, again.text, again.headers.get(replayed)]).toEqual([201, first.text, 'true']);
      expect([await count('media'), await left()]).toEqual([rows + 1, files + 1]);
      const content = await server.get(`${server.media}/${first.body.sid}/Content`);
      expect(await content.text()).toBe('hello');
    });

    test('an upload with a key is the same in another encoding, and different with other content, name or type', async () => {
      const first = await keyed('form', media, ...form('x', 'hello'));
      expect((await keyed('form', media, ...form('yy', 'hello'))).text).toBe(first.text);
      const [rows, files] = [await count('media'), await left()];
      for (const other of [
        await keyed('form', media, ...form('x', 'hellO')),
        await keyed('form', `${media}?Filename=b`, ...form('x', 'hello')),
        await keyed('form', `${media}?Category=body`, ...form('x', 'hello')),
        await keyed('form', `${media}?Filename=a.txt`, 'hello', { 'content-type': 'text/html' }),
      ])
        expect([other.status, other.body.code]).toEqual([409, 20001]);
      expect([await count('media'), await left()]).toEqual([rows, files]);
    });

    test('concurrent uploads with one key are stored once', async () => {
      const [rows, files] = [Number(await count('media')), await left()];
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => keyed('uploads', media, 'at once', text)),
      );
      expect(new Set(replies.map((reply) => `${reply.status} ${reply.text}`)).size).toBe(1);
      expect([await count('media'), await left()]).toEqual([rows + 1, files + 1]);
    });

    test('users have separate keys for uploads', async () => {
      const by = (identity: string) => {
        const grants = { identity };
        return { ...text, 'X-Twilio-Token': signAccessToken(server.serviceSid, { grants }) };
      };
      const alices = await keyed('shared', media, 'hello', by('alice'));
      const others = [
        await keyed('shared', media, 'other', by('bob')),
        await keyed('shared', media, 'x', text),
      ];
      expect(others.map(({ status }) => status)).toEqual([201, 201]);
      expect((await keyed('shared', media, 'hello', by('alice'))).text).toBe(alices.text);
    });

    test('an upload with an invalid key stores nothing', async () => {
      const files = await left();
      expect((await keyed('x'.repeat(256), media, 'hello', text)).status).toBe(400);
      expect(await left()).toBe(files);
    });
  });

  describe('a request that creates an API key', () => {
    test('a create of an API key with a key returns the secret again, which is stored nowhere else', async () => {
      const first = await keyed('key', keysPath, { FriendlyName: 'One' });
      const again = await keyed('key', keysPath, { FriendlyName: 'One' });
      expect([again.status, again.text, again.headers.get(replayed)]).toEqual([201, first.text, 'true']);
      expect(first.body).toMatchObject({ secret: expect.stringMatching(/^\w{32}$/) });
      const { secret } = JSON.parse(first.text);
      expect(await queryRows(url, `SELECT key FROM idempotency_key WHERE result LIKE '%${secret}%'`)).toEqual(
        [],
      );
      expect((await keyed('key', keysPath, { FriendlyName: 'Two' })).status).toBe(409);

      const renamed = await keyed('rename', keyPath(first.body.sid), { FriendlyName: 'Two' });
      await call('POST', keyPath(first.body.sid), { FriendlyName: 'Three' });
      expect((await keyed('rename', keyPath(first.body.sid), { FriendlyName: 'Two' })).text).toBe(
        renamed.text,
      );
      expect((await keyed('key', keysPath, { FriendlyName: 'One' })).text).toBe(first.text);
      expect(await queryRows(url, `SELECT key FROM idempotency_key WHERE result LIKE '%${secret}%'`)).toEqual(
        [],
      );

      await call('DELETE', keyPath(first.body.sid));
      expect((await keyed('key', keysPath, { FriendlyName: 'One' })).status).toBe(404);
    });
  });

  describe('a request that replays webhook deliveries', () => {
    test('a replay with a key sends the deliveries once', async () => {
      await using receiver = await startReceiver();
      const hooks = '/v1/Configuration/Webhooks';
      await call('POST', hooks, {
        PostWebhookUrl: receiver.url,
        Method: 'POST',
        Filters: 'onConversationAdded',
      });
      const room = await call('POST', '/v1/Conversations', {}, { 'X-Twilio-Webhook-Enabled': 'true' });
      const sent = async () => {
        await server.colloquy.advance('PT0S');
        return receiver.received.length;
      };
      expect(await sent()).toBe(1);

      const trigger = { EventType: 'onConversationAdded', ConversationSid: room.body.sid };
      const first = await keyed('trigger', '/colloquy/v1/webhooks/trigger', trigger);
      expect([first.status, await sent()]).toEqual([202, 2]);
      const again = await keyed('trigger', '/colloquy/v1/webhooks/trigger', trigger);
      expect([again.status, again.text, again.headers.get(replayed)]).toEqual([202, first.text, 'true']);
      expect(await sent()).toBe(2);

      const [delivery] = JSON.parse(first.text).deliveries;
      const replay = `/colloquy/v1/webhooks/deliveries/${delivery.sid}/replay`;
      const once = await keyed('replay', replay);
      expect([once.status, await sent()]).toEqual([202, 3]);
      const twice = await keyed('replay', replay);
      expect([twice.status, twice.text, twice.headers.get(replayed)]).toEqual([202, once.text, 'true']);
      expect(await sent()).toBe(3);
      expect((await keyed('replay', replay, { Url: receiver.url })).status).toBe(409);
      await call('POST', hooks, { PostWebhookUrl: '' });
    });
  });

  test('a replay with a key applies to its own account only', async () => {
    const others = createCaller(server.colloquy.baseUrl, otherAccount.sid, otherAccount.token);
    await keyed('ours', inbound, message('Hello'));
    const reply = await others('POST', '/v1/Conversations', {}, { 'Idempotency-Key': 'ours' });
    expect(reply.status).toBe(201);
  });
});
