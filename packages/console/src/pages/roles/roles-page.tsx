import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { useService } from '../../api/service.ts';
import { type Role, rolesQuery } from '../../api/users.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';

const EditRole = lazy(() => import('./edit-role.tsx'));

/** The roles of a service, which it has from the beginning. */
export function RolesPage() {
  const service = useService();
  const roles = useQuery(rolesQuery(useClient(), service.sid));
  const [editing, setEditing] = useState<Role>();
  return (
    <Page
      title="Roles"
      description="What users of the client SDKs may do in the service, and participants in a conversation."
    >
      <QueryContent query={roles} what="the roles">
        {(rows) => (
          <Table
            label="Roles"
            rows={rows}
            keyOf={({ sid }) => sid}
            columns={[
              {
                title: 'Name',
                cell: ({ friendlyName }) => <strong className={cellClasses.words}>{friendlyName}</strong>,
              },
              { title: 'Type', cell: ({ type }) => <Badge>{type}</Badge> },
              { title: 'Permissions', cell: ({ permissions }) => permissions.join(', ') },
              {
                title: 'Action',
                cell: (role) => (
                  <Button small aria-label={`Edit ${role.friendlyName}`} onClick={() => setEditing(role)}>
                    Edit
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryContent>
      <Suspense>
        {editing !== undefined && <EditRole role={editing} onClose={() => setEditing(undefined)} />}
      </Suspense>
    </Page>
  );
}
