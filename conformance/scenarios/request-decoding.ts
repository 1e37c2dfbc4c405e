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

/** How requests carry their parameters. */
export function defineRequestScenarios(api: Api): void {
  describe('the body of a request', () => {
    const testService = useTestService(api);
    const post = (body: string | FormData, type?: string) =>
      api.send('POST', testService.collection, {
        body,
        ...(type !== undefined && { headers: { 'Content-Type': type } }),
      });
    const form = 'application/x-www-form-urlencoded';
    const unsupported = `Unsupported content type: send the parameters as ${form} or multipart/form-data`;

    it.each([form, `${form}; charset=utf-8`, `${form};charset=UTF-8`, form.toUpperCase()])(
      'a body of type %s is accepted',
      async (type) => {
        const reply = await post('FriendlyName=two+words%21+%C3%A9', type);
        expect(reply).toMatchObject({ status: 201, body: { friendly_name: 'two words! é' } });
      },
    );

    it('a body can be missing, without a content type', async () => {
      expect((await api.send('POST', testService.collection)).status).toBe(201);
    });

    it.each([
      form,
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'application/json',
      'text/plain',
    ])('an empty body of type %s has no parameters', async (type) => {
      const headers = { 'Content-Type': type };
      const created = await api.send('POST', testService.collection, { headers });
      expect(created).toMatchObject({ status: 201, body: { friendly_name: null } });
      const path = testService.itemPath((created.body as { sid: string }).sid);
      expect((await api.send('POST', path, { headers })).status).toBe(200);
    });

    it.each([form, 'multipart/form-data', 'application/json', 'nonsense'])(
      'a body of type %s is ignored by a deletion',
      async (type) => {
        const { sid } = await testService.create();
        const details = { body: '{"State', headers: { 'Content-Type': type } };
        expectEmpty(await api.send('DELETE', testService.itemPath(sid), details));
      },
    );

    it('a multipart body is accepted', async () => {
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
    ])('a body of type %s is rejected', async (type) => {
      const reply = await post('{"FriendlyName":"json"}', type);
      expectBadRequest(reply, unsupported, 415);
      const { sid } = await testService.create();
      const details = { body: '{"State":"closed"}', headers: { 'Content-Type': type } };
      expectBadRequest(await api.send('POST', testService.itemPath(sid), details), unsupported, 415);
      expect((await testService.fetch(sid)).state).toBe('active');
    });

    it('unknown parameter names are ignored, and names differ by letter case', async () => {
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
      'a parameter named %s is ignored',
      async (name) => {
        expect(
          (await testService.create({ [name]: 'x', [`${name}[FriendlyName]`]: 'y' })).friendly_name,
        ).toBeNull();
      },
    );

    it('the last value of a repeated parameter counts', async () => {
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

    it('parameters in the query of a request with a body are ignored', async () => {
      const reply = await api.send('POST', testService.collection, {
        form: { FriendlyName: 'body' },
        query: { FriendlyName: 'query', State: 'no' },
      });
      expect(reply).toMatchObject({ status: 201, body: { friendly_name: 'body', state: 'active' } });
    });

    it('the body is not decoded when the service is unknown', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/Conversations`;
      expectNotFound(await api.post(path, { State: 'open' }), path);
    });

    it('a request reports one error: an invalid value before the state, and the state before a name in use', async () => {
      await testService.create({ UniqueName: 'order' });
      expectError(await testService.tryCreate({ UniqueName: 'order', Attributes: '{' }), 50304);
      expectError(await testService.tryCreate({ UniqueName: 'order', State: 'closed' }), 50384);
    });
  });

  describe('the header X-Twilio-Webhook-Enabled', () => {
    const testService = useTestService(api);
    const enabled = (value: string) => ({ 'X-Twilio-Webhook-Enabled': value });

    it.each(['true', 'false', 'TRUE', 'False', ''])(
      'X-Twilio-Webhook-Enabled: %j is accepted on create, update and delete',
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

    it.each(['yes', '1', 'true, false'])(
      'X-Twilio-Webhook-Enabled: %j is rejected, and nothing changes',
      async (value) => {
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
      },
    );

    it('X-Twilio-Webhook-Enabled is ignored by reads and as a form field', async () => {
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
