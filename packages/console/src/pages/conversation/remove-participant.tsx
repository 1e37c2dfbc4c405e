import { type Participant, participantName } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { ChangeDialogProps } from '../../ui/use-change-dialog.ts';

interface RemoveParticipantProps extends ChangeDialogProps<string> {
  readonly participant: Participant;
}

/** Removes somebody from a conversation, after asking. */
export default function RemoveParticipant({
  participant,
  mutation,
  onSubmit,
  onClose,
}: RemoveParticipantProps) {
  const service = useService();
  const { sid, conversationSid } = participant;
  return (
    <FormDialog
      title={`Remove ${participantName(participant)}?`}
      action="Remove participant"
      isDangerous
      mutation={mutation}
      onSubmit={() => onSubmit(sid)}
      onClose={onClose}
    >
      <p>The messages stay. The read horizon is lost, also if the participant is added again.</p>
      <SdkCall
        call={{
          action: 'delete',
          path: conversationPath(service.sid, conversationSid, ['Participants', sid]),
          parameters: webhookHeader,
        }}
      />
    </FormDialog>
  );
}
