import { created, type Settings, snapshot } from './rules.ts';
import type { CreateDefaults } from './store.ts';

/**
 * What a conversation would be, for those who are asked whether it may be made. What comes with its row, its SID and
 * its dates, they are not told.
 *
 * @throws ApiError 50384.
 */
export function previewConversation(home: CreateDefaults, settings: Settings) {
  const birth = {
    serviceId: home.service_id,
    sid: '',
    messagingServiceSid: home.messaging_service_sid,
    timerInactive: home.timer_inactive,
    timerClosed: home.timer_closed,
    initializing: false,
  };
  return snapshot(created(settings, birth, 0).conversation);
}
