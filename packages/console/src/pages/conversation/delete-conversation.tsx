import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../../api/client.ts';
import { type Conversation, conversationTitle } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { conversationPath, webhookHeader } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface DeleteConversationProps {
  readonly conversation: Conversation;
  readonly onClose: () => void;
}

/** Deletes a conversation after asking, and opens the list. */
export default function DeleteConversation({ conversation, onClose }: DeleteConversationProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { sid } = conversation;
  const remove = useMutation({
    mutationFn: () => client.deleteServiceConversation(service.sid, sid, { xTwilioWebhookEnabled: true }),
    onSuccess: async () => {
      await navigate({
        to: '/services/$service/conversations',
        params: { service: service.address },
        replace: true,
      });
      await queryClient.invalidateQueries({ queryKey: queryKeys.conversationLists(service.sid) });
    },
  });
  return (
    <FormDialog
      title={`Delete ${conversationTitle(conversation)}?`}
      action="Delete conversation"
      isDangerous
      mutation={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Its messages, participants and webhooks are deleted with it. This cannot be undone.</p>
      <SdkCall
        call={{ action: 'delete', path: conversationPath(service.sid, sid), parameters: webhookHeader }}
      />
    </FormDialog>
  );
}
