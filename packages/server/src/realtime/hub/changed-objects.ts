import type { LoggedEvent } from '../../events/event-log.ts';
import { conversationParts, objectName, type Part } from '../read-model/sync-object.ts';

/** The objects of a conversation that an event changes, by the beginning of the event's name. */
const changedParts: readonly (readonly [prefix: string, parts: readonly Part[]])[] = [
  // The document has the last message.
  ['onMessage', ['messages', 'channel']],
  ['onDelivery', ['messages']],
  ['onParticipant', ['roster']],
  ['onConversation', ['channel']],
];

/** The names of the objects that an event changes. */
export function changedObjects({ name, conversation_sid, user_sid, member_sid }: LoggedEvent): string[] {
  const names: string[] = [];
  if (conversation_sid !== null) {
    // An event that only a newer version of the server knows may change all of them.
    const parts = changedParts.find(([prefix]) => name.startsWith(prefix))?.[1] ?? conversationParts;
    names.push(...parts.map((part) => objectName(part, conversation_sid)));
  }
  if (member_sid !== null) names.push(objectName('conversations', member_sid));
  if (user_sid !== null) names.push(objectName('info', user_sid));
  return names;
}
