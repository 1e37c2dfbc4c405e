import { boolean } from '../codecs/boolean.ts';
import { text } from '../codecs/text.ts';
import { fetch, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

const logEnabled = field(boolean(), 'Whether notifications are logged. Defaults to false.');
const badgeCountEnabled = field(
  boolean(),
  'Whether notifications include the number of conversations with unread messages. Defaults to false.',
);
const enabled = field(boolean(), 'Whether these notifications are sent. Defaults to false.');
const template = field(
  text({ max: 1024, tooLong: 50058 }),
  'Text of the notifications, which can contain variables. An empty value removes it.',
  { empty: 'clear' },
);
const sound = field(
  text({ max: 256, tooLong: 50059 }),
  'Name of the sound of the notifications. An empty value removes it.',
  { empty: 'clear' },
);

const enabledProperty = {
  enabled: property.boolean(),
  template: property.optional(property.text()),
};
const soundProperties = { ...enabledProperty, sound: property.optional(property.text()) };

export const notification = resource({
  name: 'Notification',
  description: 'The push notifications of a service: which are sent, and their content.',
  scope: 'service only',
  path: 'Configuration/Notifications',
  item: '',
  audited: true,
  properties: {
    account_sid: property.fromRequest(property.sidOf('AC')),
    chat_service_sid: property.fromRequest(property.sidOf('IS')),
    log_enabled: property.boolean(),
    new_message: property.object({
      ...soundProperties,
      badge_count_enabled: property.boolean(),
      with_media: property.object(enabledProperty),
    }),
    added_to_conversation: property.object(soundProperties),
    removed_from_conversation: property.object(soundProperties),
    url: property.url(),
  },
  operations: {
    fetch: fetch({ summary: "Fetch a service's notification settings", parameters: {} }),
    update: update({
      summary: "Update a service's notification settings",
      parameters: {
        LogEnabled: logEnabled,
        'NewMessage.Enabled': enabled,
        'NewMessage.Template': template,
        'NewMessage.Sound': sound,
        'NewMessage.BadgeCountEnabled': badgeCountEnabled,
        'NewMessage.WithMedia.Enabled': enabled,
        'NewMessage.WithMedia.Template': template,
        'AddedToConversation.Enabled': enabled,
        'AddedToConversation.Template': template,
        'AddedToConversation.Sound': sound,
        'RemovedFromConversation.Enabled': enabled,
        'RemovedFromConversation.Template': template,
        'RemovedFromConversation.Sound': sound,
      },
      errors: [50058, 50059],
    }),
  },
});
