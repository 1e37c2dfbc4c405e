import type { Conversation } from '../../api/conversations.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { ChangeDialogProps } from '../../ui/use-change-dialog.ts';
import type { ConversationChanges } from './update-conversation.ts';

interface CloseConversationProps extends ChangeDialogProps<ConversationChanges> {
  readonly conversation: Conversation;
}

/** Asks before a conversation is closed. */
export default function CloseConversation({
  conversation: { sid },
  mutation,
  onSubmit,
  onClose,
}: CloseConversationProps) {
  const service = useService();
  return (
    <FormDialog
      title="Close this conversation?"
      action="Close conversation"
      isDangerous
      mutation={mutation}
      onSubmit={() => onSubmit({ state: 'closed' })}
      onClose={onClose}
    >
      <p>Nobody can write in a closed conversation, and it cannot be opened again.</p>
      <SdkCall
        call={{
          action: 'update',
          path: conversationPath(service.sid, sid),
          parameters: { State: 'closed', ...webhookHeader },
        }}
      />
    </FormDialog>
  );
}
