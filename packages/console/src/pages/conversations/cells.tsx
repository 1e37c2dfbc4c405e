import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { lastMessageQuery } from '../../api/messages.ts';
import { firstParticipantsQuery, participantName } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { Time } from '../../ui/time.tsx';

const shown = 3;

/** The names of the first participants of a conversation. */
export function ParticipantsCell({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const { sid: serviceSid } = useService();
  // One more than is shown, to know whether there are others.
  const { data } = useQuery(firstParticipantsQuery(client, serviceSid, conversation.sid, shown + 1));
  if (data === undefined) return <span aria-hidden="true">…</span>;
  const names = data.slice(0, shown).map(participantName).join(', ');
  return <span>{data.length === 0 ? 'none' : data.length > shown ? `${names} and others` : names}</span>;
}

/** The time of the newest message of a conversation, or of its last change if it has none. */
export function LastActivityCell({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const { sid: serviceSid } = useService();
  const { data } = useQuery(lastMessageQuery(client, serviceSid, conversation.sid));
  if (data === undefined) return <span aria-hidden="true">…</span>;
  return <Time date={data?.dateCreated ?? conversation.dateUpdated} />;
}
