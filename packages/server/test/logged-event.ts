import type { LoggedEvent } from '../src/events/event-log.ts';

/** A record of the event log, such as a test appends it or gives it to a consumer. */
export const loggedEvent = (overrides: Partial<LoggedEvent> = {}): LoggedEvent => ({
  position: 1,
  service_sid: 'IS',
  conversation_sid: 'CH',
  user_sid: null,
  member_sid: null,
  number: 1,
  account_sid: 'AC',
  name: 'onMessageAdded',
  source: 'API',
  actor: null,
  time: '2024-05-01T00:00:00.000Z',
  webhook_enabled: 0,
  properties: '{}',
  ...overrides,
});
