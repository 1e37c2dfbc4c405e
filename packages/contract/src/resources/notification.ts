import { boolean } from '../codecs/boolean.ts';
import { text } from '../codecs/text.ts';
import { fetch, update } from '../operation.ts';
import { field } from '../parameter.ts';
import * as property from '../property.ts';
import { resource } from '../resource.ts';

const logEnabled = field(boolean(), 'Whether notifications are logged; false unless given.');
const badgeCountEnabled = field(
  boolean(),
  'Whether they carry the number of conversations with unread messages; false unless given.',
);
const enabled = field(boolean(), 'Whether there are such notifications; false unless given.');
const template = field(
  text({ max: 1024, tooLong: 50058 }),
  'Their text, which may name variables. An empty one removes it.',
  { empty: 'clear' },
);
const sound = field(
  text({ max: 256, tooLong: 50059 }),
  'Name of the sound that they make. An empty one removes it.',
  { empty: 'clear' },
);

const enabledProperty = {
  enabled: property.boolean(),
  template: property.optional(property.text()),
};
const soundProperties = { ...enabledProperty, sound: property.optional(property.text()) };

export const notification = resource({
  name: 'Notification',
  description: 'Which push notifications a service sends, and what they look like.',
  scope: 'service only',
  path: 'Configuration/Notifications',
  item: '',
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
    fetch: fetch({ summary: "Read the settings of a service's notifications", parameters: {} }),
    update: update({
      summary: "Change the settings of a service's notifications",
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
