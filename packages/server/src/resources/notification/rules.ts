import type { notification, ValuesOf } from '@colloquy/contract';
import { replaceIfGiven } from '../../rest/row-changes.ts';
import type { NotificationRow } from './store.ts';

type Change = ValuesOf<(typeof notification.operations.update)['parameters']>;

/** The settings after an update. */
export const update = (before: NotificationRow, change: Change): NotificationRow => ({
  service_id: before.service_id,
  log_enabled: flag(change.logEnabled, before.log_enabled),
  new_message_enabled: flag(change.newMessageEnabled, before.new_message_enabled),
  new_message_template: replaceIfGiven(change.newMessageTemplate, before.new_message_template),
  new_message_sound: replaceIfGiven(change.newMessageSound, before.new_message_sound),
  new_message_badge_count_enabled: flag(
    change.newMessageBadgeCountEnabled,
    before.new_message_badge_count_enabled,
  ),
  new_message_with_media_enabled: flag(
    change.newMessageWithMediaEnabled,
    before.new_message_with_media_enabled,
  ),
  new_message_with_media_template: replaceIfGiven(
    change.newMessageWithMediaTemplate,
    before.new_message_with_media_template,
  ),
  added_to_conversation_enabled: flag(
    change.addedToConversationEnabled,
    before.added_to_conversation_enabled,
  ),
  added_to_conversation_template: replaceIfGiven(
    change.addedToConversationTemplate,
    before.added_to_conversation_template,
  ),
  added_to_conversation_sound: replaceIfGiven(
    change.addedToConversationSound,
    before.added_to_conversation_sound,
  ),
  removed_from_conversation_enabled: flag(
    change.removedFromConversationEnabled,
    before.removed_from_conversation_enabled,
  ),
  removed_from_conversation_template: replaceIfGiven(
    change.removedFromConversationTemplate,
    before.removed_from_conversation_template,
  ),
  removed_from_conversation_sound: replaceIfGiven(
    change.removedFromConversationSound,
    before.removed_from_conversation_sound,
  ),
});

const flag = (given: boolean | undefined, kept: number): number =>
  given === undefined ? kept : Number(given);
