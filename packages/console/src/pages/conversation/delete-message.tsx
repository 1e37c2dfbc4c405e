import type { Message } from '../../api/messages.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import type { ChangeDialogProps } from '../../ui/use-change-dialog.ts';

interface DeleteMessageProps extends ChangeDialogProps<string> {
  readonly message: Message;
}

/** Deletes a message, after asking. */
export default function DeleteMessage({ message, mutation, onSubmit, onClose }: DeleteMessageProps) {
  const service = useService();
  return (
    <FormDialog
      title={`Delete message #${message.index}?`}
      action="Delete message"
      isDangerous
      mutation={mutation}
      onSubmit={() => onSubmit(message.sid)}
      onClose={onClose}
    >
      <p>It disappears for everyone in the conversation, and its number is not used again.</p>
      <SdkCall
        call={{
          action: 'delete',
          path: conversationPath(service.sid, message.conversationSid, ['Messages', message.sid]),
          parameters: webhookHeader,
        }}
      />
    </FormDialog>
  );
}
