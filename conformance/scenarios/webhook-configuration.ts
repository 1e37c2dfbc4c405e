import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CataloguedCode,
  expectBadParameter,
  expectError,
  expectNotFound,
  expectSuccess,
} from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';
import {
  preActionNames,
  repeatFields,
  scopedNames,
  unknownNames,
  unscopedNames,
} from '../support/webhooks.ts';

type Form = Readonly<Record<string, string | readonly string[]>>;

interface AccountWebhooks {
  readonly pre_webhook_url: string | null;
  readonly post_webhook_url: string | null;
  readonly method: string;
  readonly filters: readonly string[];
  readonly target: string;
}

const maxLengthUrl = `https://app.example/${'x'.repeat(2028)}`;
const everyName = [...preActionNames, ...scopedNames, ...unscopedNames];

const rejected: [what: string, code: CataloguedCode, values: Form][] = [
  ...['/pre', 'ftp://app.example/', 'https://', `${maxLengthUrl}x`].flatMap(
    (bad): [string, CataloguedCode, Form][] => [
      [`the pre-action URL ${bad.slice(0, 30)}`, 50077, { PreWebhookUrl: bad }],
      [`the post-action URL ${bad.slice(0, 30)}`, 50078, { PostWebhookUrl: bad }],
    ],
  ),
  ['an unknown method', 50055, { Method: 'PUT' }],
  ...unknownNames.map((name): [string, CataloguedCode, Form] => [
    `the filter ${name}`,
    50054,
    { Filters: ['onMessageAdded', name] },
  ]),
  ['an empty filter', 50054, { Filters: ['', 'onMessageAdded'] }],
];

const everything: Form = {
  PreWebhookUrl: 'https://app.example/pre?a=1&b=2',
  PostWebhookUrl: maxLengthUrl,
  Method: 'get',
  Filters: [...everyName, 'onmessageadd'],
};
const shown = {
  pre_webhook_url: 'https://app.example/pre?a=1&b=2',
  post_webhook_url: maxLengthUrl,
  method: 'GET',
  filters: everyName,
};

/** The webhook configuration of a service and of the account. */
export function defineWebhookConfigurationScenarios(api: Api): void {
  describe('the webhook configuration of a service', () => {
    const testService = useTestService(api);
    const other = useTestService(api);
    const pathOf = ({ serviceSid }: typeof testService) =>
      `/v1/Services/${serviceSid}/Configuration/Webhooks`;
    const read = async (of = testService) => expectSuccess<object>(await api.get(pathOf(of)), 200);
    const tryChange = (form: Form, of = testService) => api.post(pathOf(of), repeatFields(form));
    const change = async (form: Form, of = testService) =>
      expectSuccess<object>(await tryChange(form, of), 200);
    const unset = (of = testService) => ({
      account_sid: api.target.accountSid,
      chat_service_sid: of.serviceSid,
      pre_webhook_url: null,
      post_webhook_url: null,
      method: null,
      filters: null,
      url: `${api.target.baseUrl}${pathOf(of)}`,
    });

    it('the webhook configuration of a service is empty at first, and an update changes what it names', async () => {
      expect(await read()).toEqual(unset());
      expect(await change({})).toEqual(unset());
      const one = { ...unset(), method: 'POST' };
      expect(await change({ Method: 'Post' })).toEqual(one);
      expect(await read()).toEqual(one);
      const all = { ...unset(), ...shown };
      expect(await change(everything)).toEqual(all);
      expect(await change({ Unknown: 'x' })).toEqual(all);
      expect(await read()).toEqual(all);
      expect(await read(other)).toEqual(unset(other));
      expect(await change({ Filters: 'onMessageAdded' })).toEqual({ ...all, filters: ['onMessageAdded'] });
    });

    it('empty values clear the webhook configuration of a service', async () => {
      await change(everything);
      const cleared = { ...unset(), filters: [] };
      expect(await change({ PreWebhookUrl: '', PostWebhookUrl: '', Method: '', Filters: '' })).toEqual(
        cleared,
      );
      expect(await read()).toEqual(cleared);
    });

    it.each(rejected)(
      'the webhook configuration of a service is rejected for %s (%i)',
      async (_what, code, values) => {
        const before = await read();
        expectError(await tryChange({ ...values, Target: 'webhook' }), code);
        expect(await read()).toEqual(before);
      },
    );

    it('simultaneous updates of a webhook configuration are all applied', async () => {
      await Promise.all([
        change({ PreWebhookUrl: 'https://app.example/1' }, other),
        change({ PostWebhookUrl: 'https://app.example/2' }, other),
        change({ Method: 'GET' }, other),
        change({ Filters: ['onUserUpdate'] }, other),
      ]);
      expect(await read(other)).toEqual({
        ...unset(other),
        pre_webhook_url: 'https://app.example/1',
        post_webhook_url: 'https://app.example/2',
        method: 'GET',
        filters: ['onUserUpdate'],
      });
    });

    it.each([unknownSid('IS'), 'nonsense'])(
      'the webhook configuration of the service %s is not found',
      async (sid) => {
        const path = `/v1/Services/${sid}/Configuration/Webhooks`;
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Method: 'PUT' }), path);
      },
    );

    it('the webhook configuration of a service is deleted with it, and cannot be created or deleted itself', async () => {
      const { sid } = expectSuccess<{ sid: string }>(
        await api.post('/v1/Services', { FriendlyName: 'doomed' }),
        201,
      );
      const path = `/v1/Services/${sid}/Configuration/Webhooks`;
      expectSuccess(await api.post(path, { Method: 'GET' }), 200);
      expectError(await api.delete(path), 20004);
      await api.delete(`/v1/Services/${sid}`);
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { Method: 'POST' }), path);
    });
  });

  describe('the webhook configuration of the account', () => {
    const path = '/v1/Configuration/Webhooks';
    const read = async () => expectSuccess<AccountWebhooks>(await api.get(path), 200);
    const tryChange = (form: Form) => api.post(path, repeatFields(form));
    const change = async (form: Form) => expectSuccess<object>(await tryChange(form), 200);
    const unset = {
      account_sid: api.target.accountSid,
      pre_webhook_url: null,
      post_webhook_url: null,
      method: 'POST',
      filters: [],
      target: 'webhook',
      url: `${api.target.baseUrl}${path}`,
    };
    const emptied = { PreWebhookUrl: '', PostWebhookUrl: '', Method: '', Filters: '', Target: 'webhook' };

    // The account can be a real one, so the scenario restores its configuration.
    let kept: AccountWebhooks | undefined;
    beforeAll(async () => {
      kept = await read();
    });
    afterAll(async () => {
      if (kept === undefined) return;
      await change({
        PreWebhookUrl: kept.pre_webhook_url ?? '',
        PostWebhookUrl: kept.post_webhook_url ?? '',
        Method: kept.method,
        Filters: kept.filters.length > 0 ? kept.filters : '',
        Target: kept.target,
      });
    });

    it("the account's webhook configuration is empty at first or once cleared, and an update changes what it names", async () => {
      expect(await change(emptied)).toEqual(unset);
      expect(await read()).toEqual(unset);
      const all = { ...unset, ...shown, target: 'flex' };
      expect(await change({ ...everything, Target: 'Flex' })).toEqual(all);
      expect(await read()).toEqual(all);
      expect(await change({ Target: '' })).toEqual(all);
      expect(await change({ Filters: 'onMessageAdded' })).toEqual({ ...all, filters: ['onMessageAdded'] });
      expect(await change({ Target: 'webhook' })).toMatchObject({ target: 'webhook', method: 'GET' });
      expect(await change(emptied)).toEqual(unset);
      expect(await read()).toEqual(unset);
    });

    it.each(rejected)(
      'the webhook configuration of the account is rejected for %s (%i)',
      async (_what, code, values) => {
        expectError(await tryChange(values), code);
      },
    );

    it('the webhook configuration of the account rejects an unknown target', async () => {
      expectBadParameter(await tryChange({ Target: 'studio' }), 'Target');
    });

    it('the webhook configuration of the account cannot be created or deleted', async () => {
      expectError(await api.delete(path), 20004);
    });
  });
}
