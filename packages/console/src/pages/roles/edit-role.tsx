import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { useService } from '../../api/service.ts';
import type { Role } from '../../api/users.ts';
import { SdkCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { Form, FormActions } from '../../ui/form.tsx';
import styles from './edit-role.module.css';
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
  const [permission, setPermission] = useState(role.permissions);
  const save = useMutation({
    mutationFn: () => client.updateServiceRole(service.sid, role.sid, { permission }),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.roles(service.sid) });
    },
  });
  return (
    <Dialog title={role.friendlyName} open onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        {save.error !== null && <ErrorNotice error={save.error} />}
        <fieldset className={styles['permissions']}>
          <legend>Permissions</legend>
          {permissionsOf(role).map((name) => (
            <label key={name} className={styles['permission']}>
              <input
                type="checkbox"
                checked={permission.includes(name)}
                onChange={({ target }) =>
                  setPermission(
                    target.checked ? [...permission, name] : permission.filter((each) => each !== name),
                  )
                }
              />
              {name}
            </label>
          ))}
        </fieldset>
        {permission.length === 0 && <p>A role needs at least one permission.</p>}
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
        <FormActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={save.isPending || permission.length === 0}>
            Save role
          </Button>
        </FormActions>
      </Form>
    </Dialog>
  );
}
