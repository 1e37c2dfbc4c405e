import { describe, expect, it } from 'vitest';
import { expectBadParameter, expectError, expectNotFound, expectSuccess } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { unknownSid, useTestService } from '../support/test-service.ts';

type Form = Readonly<Record<string, string>>;

const flags = [
  'LogEnabled',
  'NewMessage.Enabled',
  'NewMessage.BadgeCountEnabled',
  'NewMessage.WithMedia.Enabled',
  'AddedToConversation.Enabled',
  'RemovedFromConversation.Enabled',
];
const templates = [
  'NewMessage.Template',
  'NewMessage.WithMedia.Template',
  'AddedToConversation.Template',
  'RemovedFromConversation.Template',
];
const sounds = ['NewMessage.Sound', 'AddedToConversation.Sound', 'RemovedFromConversation.Sound'];

const all = (names: readonly string[], value: (name: string) => string): Form =>
  Object.fromEntries(names.map((name) => [name, value(name)]));

/** The push notification settings of a service. */
export function defineNotificationScenarios(api: Api): void {
  describe('push notification settings', () => {
    const testService = useTestService(api);
    const other = useTestService(api);
    const pathOf = ({ serviceSid }: typeof testService) =>
      `/v1/Services/${serviceSid}/Configuration/Notifications`;
    const read = async (of = testService) => expectSuccess<object>(await api.get(pathOf(of)), 200);
    const tryChange = (form: Form, of = testService) => api.post(pathOf(of), form);
    const change = async (form: Form, of = testService) =>
      expectSuccess<object>(await tryChange(form, of), 200);
    const off = (of = testService) => ({
      account_sid: api.target.accountSid,
      chat_service_sid: of.serviceSid,
      log_enabled: false,
      new_message: { enabled: false, badge_count_enabled: false, with_media: { enabled: false } },
      added_to_conversation: { enabled: false },
      removed_from_conversation: { enabled: false },
      url: `${api.target.baseUrl}${pathOf(of)}`,
    });

    it('push notifications are off by default, and their settings show every key except texts', async () => {
      expect(await read(other)).toEqual(off(other));
      expect(await change({}, other)).toEqual(off(other));
    });

    it('push notifications can be switched on and off', async () => {
      expect(await change(all(flags, () => 'True'))).toEqual({
        ...off(),
        log_enabled: true,
        new_message: { enabled: true, badge_count_enabled: true, with_media: { enabled: true } },
        added_to_conversation: { enabled: true },
        removed_from_conversation: { enabled: true },
      });
      expect(await change(all(flags, () => 'false'))).toEqual(off());
      expect(await read()).toEqual(off());
    });

    it('each kind of push notification has its own text and sound until they are cleared', async () => {
      const texts = [...templates, ...sounds];
      const text = (name: string) => `"${name}" of \${PARTICIPANT} 🍵`;
      const shown = {
        ...off(),
        new_message: {
          enabled: false,
          template: text('NewMessage.Template'),
          sound: text('NewMessage.Sound'),
          badge_count_enabled: false,
          with_media: { enabled: false, template: text('NewMessage.WithMedia.Template') },
        },
        added_to_conversation: {
          enabled: false,
          template: text('AddedToConversation.Template'),
          sound: text('AddedToConversation.Sound'),
        },
        removed_from_conversation: {
          enabled: false,
          template: text('RemovedFromConversation.Template'),
          sound: text('RemovedFromConversation.Sound'),
        },
      };
      expect(await change(all(texts, text))).toEqual(shown);
      expect(await read()).toEqual(shown);
      expect(await change({ 'NewMessage.Sound': '', Unknown: 'x' })).toEqual({
        ...shown,
        new_message: {
          enabled: false,
          template: text('NewMessage.Template'),
          badge_count_enabled: false,
          with_media: { enabled: false, template: text('NewMessage.WithMedia.Template') },
        },
      });
      expect(await change(all(texts, () => ''))).toEqual(off());
      expect(await read()).toEqual(off());
    });

    it.each(flags)('push notification setting %s changes on its own', async (name) => {
      const before = await read();
      expect(await change({ [name]: 'true' })).not.toEqual(before);
      expect(await change({ [name]: 'false' })).toEqual(before);
      expectBadParameter(await tryChange({ [name]: 'maybe' }), name);
    });

    it.each(templates)("a push notification's %s has a maximum of 1024 characters", async (name) => {
      await change({ [name]: '🍵'.repeat(1024) }, other);
      const before = await read(other);
      expectError(await tryChange({ [name]: 'x'.repeat(1025) }, other), 50058);
      expect(await read(other)).toEqual(before);
    });

    it.each(sounds)("a push notification's %s has a maximum of 256 characters", async (name) => {
      await change({ [name]: 'x'.repeat(256) }, other);
      const before = await read(other);
      expectError(await tryChange({ [name]: 'x'.repeat(257) }, other), 50059);
      expect(await read(other)).toEqual(before);
    });

    it.each([unknownSid('IS'), 'nonsense'])(
      'push notification settings are not found in the service %s',
      async (sid) => {
        const path = `/v1/Services/${sid}/Configuration/Notifications`;
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { LogEnabled: 'maybe' }), path);
      },
    );

    it('push notification settings exist per service only and cannot be created or deleted', async () => {
      const accountPath = '/v1/Configuration/Notifications';
      expectNotFound(await api.get(accountPath), accountPath);
      expectNotFound(await api.post(accountPath, { LogEnabled: 'true' }), accountPath);
      expectError(await api.delete(pathOf(testService)), 20004);
    });
  });
}
