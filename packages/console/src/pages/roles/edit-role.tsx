import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import type { Role } from '../../api/users.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { CheckboxList } from '../../ui/checkbox-list.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { permissionsOf } from './permissions.ts';

interface EditRoleProps {
  readonly role: Role;
  readonly onClose: () => void;
}

/** Changes the permissions of a role. */
export default function EditRole({ role, onClose }: EditRoleProps) {
  const client = useClient();
  const service = useService();
  const queryClient = useQueryClient();
  const [permission, setPermission] = useState<Role['permissions']>(role.permissions);
  const save = useMutation({
    mutationFn: () => client.updateServiceRole(service.sid, role.sid, { permission }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.roles(service.sid) });
    },
  });
  return (
    <FormDialog
      title={role.friendlyName}
      action="Save role"
      canSubmit={permission.length > 0}
      mutation={save}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <CheckboxList
        legend="Permissions"
        names={permissionsOf(role)}
        checked={permission}
        error={permission.length === 0 ? 'A role needs at least one permission.' : undefined}
        onChange={setPermission}
      />
      <SdkCall
        call={{
          action: 'update',
          path: [
            ['Services', service.sid],
            ['Roles', role.sid],
          ],
          parameters: { Permission: permission },
        }}
      />
    </FormDialog>
  );
}
