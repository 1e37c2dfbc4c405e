import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Form, FormActions } from '../../ui/form.tsx';

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
    <Dialog title="New service" open onClose={onClose}>
      <Form onSubmit={() => create.mutate()}>
        {create.error !== null && <ErrorNotice error={create.error} />}
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
        <FormActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            Create service
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
