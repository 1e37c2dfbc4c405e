import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormActions } from '../../ui/form.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface CreateKeyProps {
  readonly accountSid: string;
  readonly onClose: () => void;
}

/** Creates an API key and shows its secret, which no later reply contains. */
export default function CreateKey({ accountSid, onClose }: CreateKeyProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const [friendlyName, setFriendlyName] = useState('');
  const create = useMutation({
    mutationFn: () => client.createKey(accountSid, { friendlyName }),
    // The secret is not kept longer than it is shown.
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.keys() }),
  });
  if (create.data !== undefined)
    return (
      <Dialog title={`Key ${create.data.friendlyName}`} onClose={onClose}>
        <p>Store the secret now. It is not shown again.</p>
        <h3>SID</h3>
        <CodeBlock text={create.data.sid} label="SID" />
        <h3>Secret</h3>
        <CodeBlock text={create.data.secret} label="secret" />
        <FormActions>
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </FormActions>
      </Dialog>
    );
  return (
    <FormDialog
      title="New API key"
      action="Create key"
      mutation={create}
      onSubmit={() => create.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Name"
        hint="For you to recognize the key by, such as the program that uses it."
        value={friendlyName}
        required
        maxLength={64}
        onChange={({ target }) => setFriendlyName(target.value)}
      />
      <SampleRequest
        path={`/2010-04-01/Accounts/${accountSid}/Keys.json`}
        parameters={{ FriendlyName: friendlyName }}
      />
    </FormDialog>
  );
}
