import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { optimistic } from '../../api/optimistic.ts';
import { type Participant, participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';

/** Removes participants from a conversation by their SIDs, and from the list at once. */
export function useRemoveParticipant(conversationSid: string) {
  const client = useClient();
  const service = useService();
  return useMutation({
    mutationFn: (sid: string) =>
      client.deleteServiceConversationParticipant(service.sid, conversationSid, sid, {
        xTwilioWebhookEnabled: true,
      }),
    ...optimistic(
      participantsQuery(client, service.sid, conversationSid).queryKey,
      (shown: Participant[], removed: string) => shown.filter(({ sid }) => sid !== removed),
    ),
  });
}
