import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

/** Creates a conversation and opens it. */
export default function NewConversation({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [friendlyName, setFriendlyName] = useState('');
  const [uniqueName, setUniqueName] = useState('');
  const create = useMutation({
    mutationFn: () =>
      client.createServiceConversation(service.sid, {
        friendlyName: friendlyName || undefined,
        uniqueName: uniqueName || undefined,
      }),
    onSuccess: async ({ sid }) => {
      await queryClient.invalidateQueries({ queryKey: queryKeys.conversationLists(service.sid) });
      await navigate({
        to: '/services/$service/conversations/$conversation',
        params: { service: service.address, conversation: sid },
      });
    },
  });
  return (
    <FormDialog
      title="New conversation"
      action="Create conversation"
      mutation={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Friendly name"
        value={friendlyName}
        maxLength={256}
        onChange={({ target }) => setFriendlyName(target.value)}
      />
      <TextField
        label="Unique name"
        hint="Optional. It can replace the SID in requests, and no other conversation of the service can have it."
        value={uniqueName}
        maxLength={256}
        onChange={({ target }) => setUniqueName(target.value)}
      />
      <SdkCall
        call={{
          action: 'create',
          path: [['Services', service.sid], ['Conversations']],
          parameters: { FriendlyName: friendlyName || undefined, UniqueName: uniqueName || undefined },
        }}
      />
    </FormDialog>
  );
}
