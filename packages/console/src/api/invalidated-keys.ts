import type { QueryKey } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

/** What an event of the stream says about its subject, in `data`. */
interface EventSubject {
  readonly eventType: string;
  readonly serviceSid: string;
  readonly conversationSid: string | undefined;
}

/** Returns the keys of the queries whose results an event may have changed; of a newer server's unknown events, none. */
export function invalidatedKeys(data: unknown): readonly QueryKey[] {
  const subject = parseSubject(data);
  if (subject === undefined) return [];
  const { eventType, serviceSid, conversationSid } = subject;
  if (eventType.startsWith('onUser')) return [queryKeys.users(serviceSid)];
  if (conversationSid === undefined) return [];
  const messages = queryKeys.messages(conversationSid);
  const conversation = queryKeys.conversation(conversationSid);
  const summaries = queryKeys.conversationSummaries(serviceSid);
  // A message restarts the timers of its conversation.
  if (eventType.startsWith('onMessage')) return [messages, conversation, summaries];
  if (eventType.startsWith('onDelivery')) return [messages];
  if (eventType.startsWith('onParticipant')) return [queryKeys.participants(conversationSid), summaries];
  return [
    queryKeys.conversationLists(serviceSid),
    conversation,
    ...(eventType === 'onConversationStateUpdated' ? [queryKeys.stateChanges(conversationSid)] : []),
  ];
}

function parseSubject(data: unknown): EventSubject | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const {
    event_type: eventType,
    chat_service_sid: serviceSid,
    conversation_sid: conversationSid,
  } = data as Readonly<Record<string, unknown>>; // Any object can be read by names.
  if (typeof eventType !== 'string' || typeof serviceSid !== 'string') return undefined;
  return {
    eventType,
    serviceSid,
    conversationSid: typeof conversationSid === 'string' ? conversationSid : undefined,
  };
}
