import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { ApiKey } from '../../api/keys.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';

interface DeleteKeyProps {
  readonly accountSid: string;
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

/** Deletes an API key, after asking. */
export default function DeleteKey({ accountSid, apiKey: { sid, friendlyName }, onClose }: DeleteKeyProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => client.deleteKey(accountSid, sid),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.keys() });
    },
  });
  return (
    <FormDialog
      title={`Delete the key ${friendlyName || sid}?`}
      action="Delete key"
      isDangerous
      mutation={remove}
      onSubmit={() => remove.mutate()}
      onClose={onClose}
    >
      <p>
        Programs that use it are refused within seconds, and so are the access tokens that it has signed. This
        cannot be undone.
      </p>
    </FormDialog>
  );
}
