import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import type { ScopedWebhook } from '../../api/webhooks.ts';
import { conversationPath } from '../../sdk-call/conversation-path.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface DeleteWebhookProps {
  readonly webhook: ScopedWebhook;
  readonly onClose: () => void;
}

/** Deletes a webhook of a conversation, after asking. */
export default function DeleteWebhook({ webhook, onClose }: DeleteWebhookProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const { sid, conversationSid } = webhook;
  const remove = useMutation({
    mutationFn: () => client.deleteServiceConversationScopedWebhook(service.sid, conversationSid, sid),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.webhooks(conversationSid) });
    },
  });
  return (
    <FormDialog
      title="Delete the webhook?"
      action="Delete webhook"
      isDangerous
      mutation={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <p>Later events of the conversation are not sent to it.</p>
      <SdkCall
        call={{
          action: 'delete',
          path: conversationPath(service.sid, conversationSid, ['Webhooks', sid]),
        }}
      />
    </FormDialog>
  );
}
