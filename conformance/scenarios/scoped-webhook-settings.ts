import { describe, expect, it } from 'vitest';
import { type CataloguedCode, expectBadParameter, expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { useTestService } from '../support/test-service.ts';
import {
  preActionNames,
  repeatFields,
  unknownNames,
  unscopedNames,
  webhooksOf,
} from '../support/webhooks.ts';

type Form = Readonly<Record<string, string | readonly string[]>>;

const url = 'https://app.example/hook';
const maxLengthUrl = `${url}/${'x'.repeat(512 - url.length - 1)}`;
const flow = `FW${'a'.repeat(32)}`;
const complete = {
  webhook: { Target: 'webhook', 'Configuration.Url': url, 'Configuration.Filters': 'onMessageAdded' },
  trigger: { Target: 'trigger', 'Configuration.Url': url, 'Configuration.Triggers': 'help' },
  studio: { Target: 'studio', 'Configuration.FlowSid': flow },
} satisfies Record<string, Form>;

const without = (form: Form, name: string): Form =>
  Object.fromEntries(Object.entries(form).filter(([each]) => each !== name));

/** Values that neither a create nor an update accepts. */
const rejected: [what: string, code: CataloguedCode, target: keyof typeof complete, values: Form][] = [
  ['an empty URL', 50369, 'webhook', { 'Configuration.Url': '' }],
  ['an empty URL', 50369, 'trigger', { 'Configuration.Url': '' }],
  ['a URL that is too long', 50372, 'webhook', { 'Configuration.Url': `${maxLengthUrl}x` }],
  ['a URL that is too long', 50372, 'trigger', { 'Configuration.Url': `${maxLengthUrl}x` }],
  ['an unknown method', 50055, 'webhook', { 'Configuration.Method': 'PUT' }],
  ['no filter', 50370, 'webhook', { 'Configuration.Filters': '' }],
  ['an empty filter', 50365, 'webhook', { 'Configuration.Filters': ['onMessageAdded', ''] }],
  ['no keyword', 50371, 'trigger', { 'Configuration.Triggers': '' }],
  ['an empty keyword', 50366, 'trigger', { 'Configuration.Triggers': ['help', ''] }],
  ['a blank keyword', 50366, 'trigger', { 'Configuration.Triggers': ' ' }],
  ['a keyword that is too long', 50366, 'trigger', { 'Configuration.Triggers': 'x'.repeat(249) }],
  ['six keywords', 50362, 'trigger', { 'Configuration.Triggers': [...'abcdef'] }],
  ['a malformed flow SID', 50367, 'studio', { 'Configuration.FlowSid': 'FW1' }],
  ['an empty flow', 50367, 'studio', { 'Configuration.FlowSid': '' }],
];

/** Parameters that a target requires, and the error without them. */
const required: [target: keyof typeof complete, name: string, code: CataloguedCode][] = [
  ['webhook', 'Configuration.Url', 50369],
  ['webhook', 'Configuration.Filters', 50370],
  ['trigger', 'Configuration.Url', 50369],
  ['trigger', 'Configuration.Triggers', 50371],
  ['studio', 'Configuration.FlowSid', 50367],
];

/** The settings of a scoped webhook. */
export function defineScopedWebhookSettingScenarios(api: Api): void {
  describe('the settings of a scoped webhook', () => {
    const testService = useTestService(api);
    const fresh = async () => webhooksOf(testService, (await testService.create()).sid);

    it.each(rejected)('a scoped webhook is rejected for %s (%i, %s)', async (_what, code, target, values) => {
      const webhooks = await fresh();
      expectError(await webhooks.tryCreate(repeatFields({ ...complete[target], ...values })), code);
      const webhook = await webhooks.create(repeatFields(complete[target]));
      expectError(await webhooks.tryUpdate(webhook.sid, repeatFields(values)), code);
      expect((await webhooks.page()).items).toEqual([webhook]);
    });

    it.each([...preActionNames, ...unscopedNames, ...unknownNames])(
      'a scoped webhook rejects the filter %s',
      async (name) => {
        const form = { ...complete.webhook, 'Configuration.Filters': ['onMessageAdded', name] };
        expectError(await (await fresh()).tryCreate(repeatFields(form)), 50365);
      },
    );

    it.each(required)('a scoped webhook with target %s needs %s (%i)', async (target, name, code) => {
      expectError(await (await fresh()).tryCreate(repeatFields(without(complete[target], name))), code);
    });

    it('a scoped webhook needs a known target and keeps it', async () => {
      const webhooks = await fresh();
      expectError(await webhooks.tryCreate(repeatFields(without(complete.webhook, 'Target'))), 50368);
      expectError(await webhooks.tryCreate(repeatFields({ ...complete.webhook, Target: '' })), 50368);
      expectError(await webhooks.tryCreate(repeatFields({ ...complete.webhook, Target: 'flex' })), 50364);
      const webhook = await webhooks.create(repeatFields({ ...complete.webhook, Target: 'WebHook' }));
      expect(webhook.target).toBe('webhook');
      expect(await webhooks.update(webhook.sid, { Target: 'studio' })).toEqual(webhook);
    });

    it.each(['/hook', 'app.example', 'ftp://app.example/', 'https://', 'https://a b/'])(
      'a scoped webhook rejects the URL %s',
      async (bad) => {
        const form = { ...complete.webhook, 'Configuration.Url': bad };
        expectBadParameter(await (await fresh()).tryCreate(repeatFields(form)), 'Configuration.Url');
      },
    );

    it('a scoped webhook accepts the longest URL, five keywords and the longest keyword', async () => {
      const triggers = [...'abcd', 'x'.repeat(248)];
      const form = {
        ...complete.trigger,
        'Configuration.Url': maxLengthUrl,
        'Configuration.Triggers': triggers,
      };
      const { configuration } = await (await fresh()).create(repeatFields(form));
      expect(configuration).toEqual({ url: maxLengthUrl, method: 'POST', triggers });
    });

    it('a scoped webhook has a default method, which an empty one restores', async () => {
      const webhooks = await fresh();
      const empty = await webhooks.create(repeatFields({ ...complete.webhook, 'Configuration.Method': '' }));
      expect(empty.configuration.method).toBe('POST');
      const get = await webhooks.update(empty.sid, { 'Configuration.Method': 'GET' });
      expect(get.configuration.method).toBe('GET');
      const kept = await webhooks.update(empty.sid, { 'Configuration.Url': `${url}/new` });
      expect(kept.configuration).toEqual({ url: `${url}/new`, method: 'GET', filters: ['onMessageAdded'] });
      const back = await webhooks.update(empty.sid, { 'Configuration.Method': '' });
      expect(back.configuration.method).toBe('POST');
    });

    it.each(['webhook', 'trigger', 'studio'] as const)(
      'a scoped webhook with target %s can replay earlier messages',
      async (target) => {
        const webhooks = await fresh();
        for (const index of [0, 7]) {
          const form = { ...complete[target], 'Configuration.ReplayAfter': String(index) };
          const webhook = await webhooks.create(repeatFields(form));
          expect(webhook.configuration.replay_after).toBe(index);
          expect(await webhooks.fetch(webhook.sid)).toEqual(webhook);
          // Only a create accepts it.
          expect(await webhooks.update(webhook.sid, { 'Configuration.ReplayAfter': '9' })).toEqual(webhook);
        }
        for (const bad of ['-1', 'x', '1.5', '']) {
          const form = { ...complete[target], 'Configuration.ReplayAfter': bad };
          expectBadParameter(await webhooks.tryCreate(repeatFields(form)), 'Configuration.ReplayAfter');
        }
      },
    );

    it('a scoped webhook ignores settings that its target does not use', async () => {
      const webhooks = await fresh();
      const all = { ...complete.studio, ...complete.trigger, ...complete.webhook };
      const shown = {
        webhook: { url, method: 'POST', filters: ['onMessageAdded'] },
        trigger: { url, method: 'POST', triggers: ['help'] },
        studio: { flow_sid: flow },
      };
      for (const [target, configuration] of Object.entries(shown)) {
        const webhook = await webhooks.create(repeatFields({ ...all, Target: target }));
        expect(webhook.configuration).toEqual(configuration);
        expect((await webhooks.fetch(webhook.sid)).configuration).toEqual(configuration);
      }
    });
  });
}
