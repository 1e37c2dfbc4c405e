import type { Client, Item } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type Participant = Item<'participant'>;

/** A conversation has up to 1000 participants, unless the server is configured for more. */
const maxParticipants = 1000;

/** The participants of a conversation, all of them. */
export const participantsQuery = (client: Client, serviceSid: string, conversationSid: string) =>
  queryOptions({
    queryKey: [...queryKeys.participants(conversationSid), 'all'],
    queryFn: ({ signal }) =>
      client.listServiceConversationParticipant(
        serviceSid,
        conversationSid,
        { limit: maxParticipants },
        { signal },
      ),
  });

/** What people call a participant: the identity, the name on a channel, or the address. */
export const participantName = ({ identity, messagingBinding, sid }: Participant): string =>
  identity ?? messagingBinding?.name ?? messagingBinding?.address ?? sid;
