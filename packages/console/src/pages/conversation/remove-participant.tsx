import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { type Participant, participantName } from '../../api/participants.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import ConfirmDialog from '../../ui/confirm-dialog.tsx';

interface RemoveParticipantProps {
  readonly participant: Participant;
  readonly onClose: () => void;
}

/** Removes somebody from a conversation, after asking. */
export default function RemoveParticipant({ participant, onClose }: RemoveParticipantProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const { sid, conversationSid } = participant;
  const remove = useMutation({
    mutationFn: () =>
      client.deleteServiceConversationParticipant(service.sid, conversationSid, sid, {
        xTwilioWebhookEnabled: true,
      }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.participants(conversationSid) });
    },
  });
  return (
    <ConfirmDialog
      title={`Remove ${participantName(participant)}?`}
      action="Remove participant"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <p>The messages stay. The read horizon is lost, also if the participant is added again.</p>
      <SdkCall
        call={{
          action: 'delete',
          path: [
            ['Services', service.sid],
            ['Conversations', conversationSid],
            ['Participants', sid],
          ],
          parameters: { 'X-Twilio-Webhook-Enabled': 'true' },
        }}
      />
    </ConfirmDialog>
  );
}
