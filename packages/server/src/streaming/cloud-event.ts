import type { EventName } from '@colloquy/contract';
import type { LoggedEvent } from '../events/event-log.ts';

/**
 * The types of events, by their names in the log. Those of deliveries and of removed users are made after the others:
 * the hosted service streams none.
 */
const types: Readonly<Record<EventName, string>> = {
  onConversationAdded: 'com.twilio.conversations.conversation.added',
  onConversationUpdated: 'com.twilio.conversations.conversation.updated',
  onConversationStateUpdated: 'com.twilio.conversations.conversation-state.updated',
  onConversationRemoved: 'com.twilio.conversations.conversation.removed',
  onParticipantAdded: 'com.twilio.conversations.participant.added',
  onParticipantUpdated: 'com.twilio.conversations.participant.updated',
  onParticipantRemoved: 'com.twilio.conversations.participant.removed',
  onMessageAdded: 'com.twilio.conversations.message.added',
  onMessageUpdated: 'com.twilio.conversations.message.updated',
  onMessageRemoved: 'com.twilio.conversations.message.removed',
  onDeliveryUpdated: 'com.twilio.conversations.delivery.updated',
  onUserAdded: 'com.twilio.conversations.user.added',
  onUserUpdated: 'com.twilio.conversations.user.updated',
  onUserRemoved: 'com.twilio.conversations.user.removed',
};

const names = new Map(
  Object.entries(types).flatMap(([name, type]) => [
    [name.toLowerCase(), name],
    [type, name],
  ]),
);
const typeByName: ReadonlyMap<string, string> = new Map(Object.entries(types));

/** The name in the log of what a client calls by that name or by its type; undefined when there is no such event. */
export const findEventName = (text: string): string | undefined => names.get(text.toLowerCase());

/** A record of the log as a CloudEvent 1.0, for JSON. Its data has the names that replies of the API have. */
export function toCloudEvent(event: LoggedEvent) {
  const { conversation_sid, user_sid } = event;
  const properties: Readonly<Record<string, unknown>> = JSON.parse(event.data);
  return {
    specversion: '1.0',
    id: String(event.position),
    source: sourcePath(event),
    // A newer program may have written it, while this one still runs beside it.
    type: typeByName.get(event.name) ?? event.name,
    time: event.time,
    datacontenttype: 'application/json',
    data: {
      ...properties,
      // Stored as text, shown as what they are in every reply.
      ...parseField('media', properties),
      ...parseField('delivery', properties),
      event_type: event.name,
      account_sid: event.account_sid,
      chat_service_sid: event.service_sid,
      ...(conversation_sid !== null && { conversation_sid }),
      ...(user_sid !== null && { user_sid }),
      number: event.number,
      source: event.source,
      actor: event.actor,
    },
  };
}

const parseField = (name: string, { [name]: text }: Readonly<Record<string, unknown>>) =>
  typeof text === 'string' && { [name]: JSON.parse(text) };

/** The path of the conversation or the user that it is told of. */
function sourcePath({ service_sid, conversation_sid, user_sid }: LoggedEvent): string {
  const service = `/v1/Services/${service_sid}`;
  if (conversation_sid !== null) return `${service}/Conversations/${conversation_sid}`;
  return user_sid === null ? service : `${service}/Users/${user_sid}`;
}
