import { describe, expect, it } from 'vitest';
import {
  expectBadParameter,
  expectBadRequest,
  expectEmpty,
  expectError,
  expectNotFound,
} from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

/** How a request carries its parameters. */
export function defineRequestScenarios(api: Api): void {
  describe('the body of a request', () => {
    const testService = useTestService(api);
    const post = (body: string | FormData, type?: string) =>
      api.send('POST', testService.collection, {
        body,
        ...(type !== undefined && { headers: { 'Content-Type': type } }),
      });
    const form = 'application/x-www-form-urlencoded';

    it.each([form, `${form}; charset=utf-8`, `${form};charset=UTF-8`, form.toUpperCase()])(
      'may be of the type %s',
      async (type) => {
        const reply = await post('FriendlyName=two+words%21+%C3%A9', type);
        expect(reply).toMatchObject({ status: 201, body: { friendly_name: 'two words! é' } });
      },
    );

    it('may be missing, with and without a type', async () => {
      expect((await api.send('POST', testService.collection)).status).toBe(201);
      expect(
        (await api.send('POST', testService.collection, { headers: { 'Content-Type': form } })).status,
      ).toBe(201);
    });

    it('may be multipart', async () => {
      const fields = new FormData();
      fields.append('FriendlyName', 'ignored');
      fields.append('FriendlyName', 'a part "é" 🍵');
      fields.append('Timers.Closed', 'PT10M');
      fields.append('Nonsense', 'x');
      expect(await post(fields)).toMatchObject({
        status: 201,
        body: { friendly_name: 'a part "é" 🍵', timers: { date_closed: expect.any(String) } },
      });
      const bad = new FormData();
      bad.append('State', 'open');
      expectError(await post(bad), 50378);
    });

    it.each([
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/xml',
      'nonsense',
    ])('may not be of the type %s', async (type) => {
      const reply = await post('{"FriendlyName":"json"}', type);
      expectBadRequest(reply, 'Unsupported content type', 415);
      const { sid } = await testService.create();
      const details = { body: '{"State":"closed"}', headers: { 'Content-Type': type } };
      expectBadRequest(
        await api.send('POST', testService.itemPath(sid), details),
        'Unsupported content type',
        415,
      );
      expect((await testService.fetch(sid)).state).toBe('active');
    });

    it('may have unknown names, which say nothing; names are told apart by letter case', async () => {
      const conversation = await testService.create({
        Nonsense: 'x',
        friendlyName: 'x',
        FRIENDLYNAME: 'x',
        Sid: 'CH1',
        AccountSid: 'AC1',
      });
      expect(conversation.friendly_name).toBeNull();
      expect(conversation.account_sid).toBe(api.target.accountSid);
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
      'may have the name %s',
      async (name) => {
        expect(
          (await testService.create({ [name]: 'x', [`${name}[FriendlyName]`]: 'y' })).friendly_name,
        ).toBeNull();
      },
    );

    it('counts the last of a name that is repeated', async () => {
      const conversation = await testService.create([
        ['FriendlyName', 'first'],
        ['State', 'inactive'],
        ['FriendlyName', 'last'],
      ]);
      expect(conversation).toMatchObject({ friendly_name: 'last', state: 'inactive' });
      const changed = await testService.update(conversation.sid, [
        ['State', 'closed'],
        ['State', 'active'],
      ]);
      expect(changed.state).toBe('active');
    });

    it('alone counts: a query beside it says nothing', async () => {
      const reply = await api.send('POST', testService.collection, {
        form: { FriendlyName: 'body' },
        query: { FriendlyName: 'query', State: 'no' },
      });
      expect(reply).toMatchObject({ status: 201, body: { friendly_name: 'body', state: 'active' } });
    });

    it('is not looked at when the service is unknown', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/Conversations`;
      expectNotFound(await api.post(path, { State: 'open' }), path);
    });

    it('is told one error: that of a value before that of the state, and of a name last', async () => {
      await testService.create({ UniqueName: 'order' });
      expectError(await testService.tryCreate({ UniqueName: 'order', Attributes: '{' }), 50304);
      expectError(await testService.tryCreate({ UniqueName: 'order', State: 'closed' }), 50384);
    });
  });

  describe('the header X-Twilio-Webhook-Enabled', () => {
    const testService = useTestService(api);
    const enabled = (value: string) => ({ 'X-Twilio-Webhook-Enabled': value });

    it.each(['true', 'false', 'TRUE', 'False', ''])(
      'may be %j on create, update and delete',
      async (value) => {
        const created = await testService.tryCreate({}, enabled(value));
        expect(created.status).toBe(201);
        const { sid } = created.body as { sid: string };
        expect(
          (await api.post(testService.itemPath(sid), { FriendlyName: value }, enabled(value))).status,
        ).toBe(200);
        expectEmpty(await api.delete(testService.itemPath(sid), enabled(value)));
      },
    );

    it.each(['yes', '1', 'true, false'])('may not be %j; nothing happens then', async (value) => {
      const conversation = await testService.create();
      const before = await testService.sids({ PageSize: '1000' });
      expectBadParameter(await testService.tryCreate({}, enabled(value)), 'X-Twilio-Webhook-Enabled');
      const update = await api.post(
        testService.itemPath(conversation.sid),
        { FriendlyName: 'x' },
        enabled(value),
      );
      expectBadParameter(update, 'X-Twilio-Webhook-Enabled');
      expectBadParameter(
        await api.delete(testService.itemPath(conversation.sid), enabled(value)),
        'X-Twilio-Webhook-Enabled',
      );
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      expect(await testService.sids({ PageSize: '1000' })).toEqual(before);
    });

    it('says nothing to what only reads, nor as a field of the form', async () => {
      const { sid } = await testService.create({ 'X-Twilio-Webhook-Enabled': 'nonsense' });
      expect(
        (await api.send('GET', testService.itemPath(sid), { headers: enabled('nonsense') })).status,
      ).toBe(200);
      expect((await api.send('GET', testService.collection, { headers: enabled('nonsense') })).status).toBe(
        200,
      );
    });
  });
}
