import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import {
  datePattern,
  expectBadParameter,
  expectEmpty,
  expectError,
  expectNotFound,
} from '../support/expectations.ts';
import type { Api, Fields } from '../support/http.ts';
import { serviceKey } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';
import { repeatFields, scopedNames, webhooksOf } from '../support/webhooks.ts';

const url = 'https://app.example/hook?a=1&b=%20#rc=2';
const flow = `FW${'0123456789abcdef'.repeat(2)}`;
const ofTarget: Readonly<Record<string, { form: Fields; configuration: object }>> = {
  webhook: {
    form: repeatFields({
      Target: 'webhook',
      'Configuration.Url': url,
      'Configuration.Method': 'get',
      'Configuration.Filters': ['onMessageAdded', 'onConversationRemoved'],
    }),
    configuration: { url, method: 'GET', filters: ['onMessageAdded', 'onConversationRemoved'] },
  },
  trigger: {
    form: repeatFields({
      Target: 'trigger',
      'Configuration.Url': url,
      'Configuration.Triggers': ['Hilfe, "jetzt"', '茶'],
    }),
    configuration: { url, method: 'POST', triggers: ['Hilfe, "jetzt"', '茶'] },
  },
  studio: {
    form: repeatFields({ Target: 'studio', 'Configuration.FlowSid': flow }),
    configuration: { flow_sid: flow },
  },
};
const targets = Object.keys(ofTarget);
const minimal = repeatFields({
  Target: 'webhook',
  'Configuration.Url': url,
  'Configuration.Filters': 'onMessageAdded',
});

/** The scoped webhooks of one conversation. */
export function defineScopedWebhookScenarios(api: Api): void {
  describe.each(mounts)('a scoped webhook by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    /** Returns the scoped webhooks of a new conversation. */
    const fresh = async (form: Fields = {}) => {
      const { sid } = await testService.create(form);
      return { conversation: sid, webhooks: webhooksOf(testService, sid) };
    };

    it.each(targets)(
      'a created scoped webhook is the same in the reply, in a fetch and in the list, with target %s',
      async (target) => {
        const { conversation, webhooks } = await fresh();
        const webhook = await webhooks.create(ofTarget[target]?.form);
        expect(webhook).toEqual({
          sid: expect.stringMatching(/^WH[0-9a-f]{32}$/),
          account_sid: api.target.accountSid,
          ...serviceKey(testService),
          conversation_sid: conversation,
          target,
          configuration: ofTarget[target]?.configuration,
          date_created: expect.stringMatching(datePattern),
          date_updated: webhook.date_created,
          url: `${api.target.baseUrl}${webhooks.itemPath(webhook.sid)}`,
        });
        expect(await webhooks.fetch(webhook.sid)).toEqual(webhook);
        expect(await webhooks.fetch(`WH${webhook.sid.slice(2).toUpperCase()}`)).toEqual(webhook);
        expect((await webhooks.page()).items).toEqual([webhook]);
      },
    );

    it("a scoped webhook is found through its conversation's unique name, and shows the conversation's SID", async () => {
      const name = uniqueName();
      const { conversation } = await fresh({ UniqueName: name });
      const byName = webhooksOf(testService, name);
      const webhook = await byName.create(minimal);
      expect(webhook.url).toBe(
        `${api.target.baseUrl}${testService.itemPath(conversation)}/Webhooks/${webhook.sid}`,
      );
      expect(await byName.fetch(webhook.sid)).toEqual(webhook);
      expect((await byName.page()).items).toEqual([webhook]);
      expect(await byName.update(webhook.sid, {})).toEqual(webhook);
      await byName.remove(webhook.sid);
      expect((await byName.page()).items).toEqual([]);
    });

    it.each(targets)('a scoped webhook with target %s updates what its target uses', async (target) => {
      const { webhooks } = await fresh();
      const { sid, ...created } = await webhooks.create(ofTarget[target]?.form);
      const other = `FW${'f'.repeat(32)}`;
      const changed = await webhooks.update(
        sid,
        repeatFields({
          'Configuration.Url': 'http://127.0.0.1:8080/',
          'Configuration.Method': 'Post',
          'Configuration.Filters': ['onparticipantadded', 'onParticipantAdded', 'onMessageAdded'],
          'Configuration.Triggers': ['stop', 'stop', 'go'],
          'Configuration.FlowSid': other,
        }),
      );
      const request = { url: 'http://127.0.0.1:8080/', method: 'POST' };
      const configuration = {
        webhook: { ...request, filters: ['onParticipantAdded', 'onMessageAdded'] },
        trigger: { ...request, triggers: ['stop', 'go'] },
        studio: { flow_sid: other },
      }[target];
      expect(changed).toEqual({ ...created, sid, configuration, date_updated: changed.date_updated });
      expect(await webhooks.fetch(sid)).toEqual(changed);
    });

    it('a scoped webhook can be deleted once', async () => {
      const { webhooks } = await fresh();
      const [one, two] = [await webhooks.create(minimal), await webhooks.create(minimal)];
      await webhooks.remove(one.sid);
      for (const reply of [
        await api.get(webhooks.itemPath(one.sid)),
        await webhooks.tryUpdate(one.sid, {}),
        await api.delete(webhooks.itemPath(one.sid)),
      ])
        expectNotFound(reply, webhooks.itemPath(one.sid));
      expect(await webhooks.sids()).toEqual([two.sid]);
    });

    it('a scoped webhook is not found below another conversation, or by another kind of SID', async () => {
      const [here, there] = [await fresh(), await fresh()];
      const { sid } = await here.webhooks.create(minimal);
      for (const { webhooks, name } of [
        { webhooks: there.webhooks, name: sid },
        ...[unknownSid('WH'), unknownSid('CH'), 'nonsense'].map((each) => ({
          webhooks: here.webhooks,
          name: each,
        })),
      ]) {
        const path = webhooks.itemPath(name);
        expectNotFound(await api.get(path), path);
        expectNotFound(await webhooks.tryUpdate(name, minimal), path);
        expectNotFound(await api.delete(path), path);
      }
    });

    it.each([unknownSid('CH'), 'nonsense'])(
      'a scoped webhook is not found in the unknown conversation %s',
      async (name) => {
        const webhooks = webhooksOf(testService, name);
        expectNotFound(await api.get(webhooks.path), webhooks.path);
        // The path is checked before the parameters.
        for (const form of [minimal, {}, { Target: 'nonsense' }])
          expectNotFound(await webhooks.tryCreate(form), webhooks.path);
        const itemPath = webhooks.itemPath(unknownSid('WH'));
        expectNotFound(await api.get(itemPath), itemPath);
        expectNotFound(await api.delete(itemPath), itemPath);
      },
    );

    it('scoped webhooks are listed oldest first, five to a page', async () => {
      const { webhooks } = await fresh();
      const created: string[] = [];
      for (let i = 0; i < 5; i++) created.push((await webhooks.create(minimal)).sid);
      const whole = await webhooks.page();
      expect(whole.items.map(({ sid }) => sid)).toEqual(created);
      expect(whole.meta).toMatchObject({ page_size: 5, next_page_url: null, key: 'webhooks' });
      expect((await webhooks.page({ PageSize: '5000' })).meta.page_size).toBe(1000);
      const pages = await webhooks.walk({ PageSize: '2' });
      expect(pages.map(({ items }) => items.map(({ sid }) => sid))).toEqual([
        created.slice(0, 2),
        created.slice(2, 4),
        created.slice(4),
      ]);
      expectBadParameter(await api.get(webhooks.path, { PageSize: '0' }), 'PageSize');
    });

    it('a conversation has a maximum of five scoped webhooks', async () => {
      const { webhooks } = await fresh();
      const replies = await Promise.all(Array.from({ length: 8 }, () => webhooks.tryCreate(minimal)));
      const rejected = replies.filter(({ status }) => status !== 201);
      expect(rejected).toHaveLength(3);
      for (const reply of rejected) expectError(reply, 50361);
      const sids = await webhooks.sids();
      expect(sids).toHaveLength(5);
      await webhooks.remove(sids[0] ?? '');
      await webhooks.create(minimal);
    });

    it('a closed conversation rejects changes of its scoped webhooks, and is deleted with them', async () => {
      const { conversation, webhooks } = await fresh();
      const webhook = await webhooks.create(minimal);
      await testService.update(conversation, { State: 'closed' });
      expectError(await webhooks.tryCreate(minimal), 50377);
      expectError(await webhooks.tryUpdate(webhook.sid, {}), 50377);
      expectError(await api.delete(webhooks.itemPath(webhook.sid)), 50377);
      expect(await webhooks.fetch(webhook.sid)).toEqual(webhook);
      expect((await webhooks.page()).items).toEqual([webhook]);
      expectEmpty(await api.delete(testService.itemPath(conversation)));
      for (const path of [webhooks.path, webhooks.itemPath(webhook.sid)])
        expectNotFound(await api.get(path), path);
    });
  });

  describe('the dates of a scoped webhook', () => {
    const testService = useTestService(api);

    itWithClock(
      api.target,
      'a scoped webhook shows when it was created and last updated, and its conversation does not change',
      async (advance) => {
        const conversation = await testService.create({ 'Timers.Inactive': 'PT1H' });
        await advance('PT1M');
        const webhooks = webhooksOf(testService, conversation.sid);
        const created = await webhooks.create(minimal);
        await advance('PT1M');
        for (const form of [{}, minimal, { 'Configuration.Method': 'post' }, { Unknown: 'x' }])
          expect(await webhooks.update(created.sid, form)).toEqual(created);
        const changed = await webhooks.update(created.sid, { 'Configuration.Method': 'GET' });
        expect(changed.date_created).toBe(created.date_created);
        expect(Date.parse(changed.date_updated) - Date.parse(created.date_updated)).toBe(60_000);
        await webhooks.remove(created.sid);
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      },
    );

    it('a scoped webhook of an inactive conversation does not reactivate it', async () => {
      const { sid } = await testService.create({ State: 'inactive' });
      await webhooksOf(testService, sid).create(minimal);
      expect((await testService.fetch(sid)).state).toBe('inactive');
    });
  });

  describe('the filters of a scoped webhook', () => {
    const testService = useTestService(api);

    it('a scoped webhook accepts any of the post-action events of a conversation as filters', async () => {
      const webhooks = webhooksOf(testService, (await testService.create()).sid);
      const form = repeatFields({
        ...Object.fromEntries(minimal as [string, string][]),
        'Configuration.Filters': scopedNames,
      });
      expect((await webhooks.create(form)).configuration.filters).toEqual(scopedNames);
    });
  });
}
