import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

/** Asks for the name of a service and creates it. */
export default function NewService({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [friendlyName, setFriendlyName] = useState('');
  const create = useMutation({
    mutationFn: () => client.createService({ friendlyName }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.services() });
    },
  });
  return (
    <FormDialog
      title="New service"
      action="Create service"
      mutation={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Friendly name"
        value={friendlyName}
        required
        maxLength={256}
        onChange={({ target }) => setFriendlyName(target.value)}
      />
      <SdkCall
        call={{ action: 'create', path: [['Services']], parameters: { FriendlyName: friendlyName } }}
      />
    </FormDialog>
  );
}
