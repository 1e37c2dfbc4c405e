import { notification } from '@colloquy/contract';
import { presenter } from '../../rest/presenter.ts';
import { integer, optional, type RowOf, table, text } from '../../storage/table.ts';
import { serviceOwner, singletonRow } from '../singleton-row.ts';

export const notificationTable = table(
  'notification',
  {
    service_id: integer(),
    log_enabled: integer(),
    new_message_enabled: integer(),
    new_message_template: optional(text()),
    new_message_sound: optional(text()),
    new_message_badge_count_enabled: integer(),
    new_message_with_media_enabled: integer(),
    new_message_with_media_template: optional(text()),
    added_to_conversation_enabled: integer(),
    added_to_conversation_template: optional(text()),
    added_to_conversation_sound: optional(text()),
    removed_from_conversation_enabled: integer(),
    removed_from_conversation_template: optional(text()),
    removed_from_conversation_sound: optional(text()),
  },
  ['service_id'],
);

export type NotificationRow = RowOf<typeof notificationTable.columns>;

export const presentNotification = presenter(notification);

export const notificationSettings = singletonRow(notificationTable, serviceOwner, (service_id) => ({
  service_id,
  log_enabled: 0,
  new_message_enabled: 0,
  new_message_template: null,
  new_message_sound: null,
  new_message_badge_count_enabled: 0,
  new_message_with_media_enabled: 0,
  new_message_with_media_template: null,
  added_to_conversation_enabled: 0,
  added_to_conversation_template: null,
  added_to_conversation_sound: null,
  removed_from_conversation_enabled: 0,
  removed_from_conversation_template: null,
  removed_from_conversation_sound: null,
}));
