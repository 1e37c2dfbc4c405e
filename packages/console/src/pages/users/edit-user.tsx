import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import type { Role, User } from '../../api/users.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { formatJson, jsonError } from '../../ui/json.ts';

interface EditUserProps {
  readonly user: User;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

/** Changes the name, the role and the attributes of a user. */
export default function EditUser({ user, roles, onClose }: EditUserProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [friendlyName, setFriendlyName] = useState(user.friendlyName ?? '');
  const [roleSid, setRoleSid] = useState(user.roleSid);
  const [attributes, setAttributes] = useState(formatJson(user.attributes));
  const error = jsonError(attributes);
  const save = useMutation({
    mutationFn: () =>
      client.updateServiceUser(service.sid, user.sid, {
        friendlyName: friendlyName === '' ? null : friendlyName,
        roleSid,
        attributes,
        xTwilioWebhookEnabled: true,
      }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.users(service.sid) });
    },
  });
  return (
    <FormDialog
      title={user.identity}
      action="Save user"
      canSubmit={error === undefined}
      mutation={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField
        label="Friendly name"
        value={friendlyName}
        maxLength={256}
        onChange={({ target }) => setFriendlyName(target.value)}
      />
      <SelectField label="Role" value={roleSid} onChange={({ target }) => setRoleSid(target.value)}>
        {roles
          .filter(({ type }) => type === 'service')
          .map(({ sid, friendlyName: name }) => (
            <option key={sid} value={sid}>
              {name}
            </option>
          ))}
      </SelectField>
      <TextArea
        label="Attributes"
        mono
        rows={4}
        spellCheck={false}
        value={attributes}
        error={error}
        onChange={({ target }) => setAttributes(target.value)}
      />
      <SdkCall
        call={{
          action: 'update',
          path: [
            ['Services', service.sid],
            ['Users', user.sid],
          ],
          parameters: {
            FriendlyName: friendlyName,
            RoleSid: roleSid,
            Attributes: attributes,
            'X-Twilio-Webhook-Enabled': 'true',
          },
        }}
      />
    </FormDialog>
  );
}
