import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { useService } from '../../api/service.ts';
import { rolesQuery, type User, usersQuery } from '../../api/users.ts';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const EditUser = lazy(() => import('./edit-user.tsx'));

/** The users of a service. */
export function UsersPage() {
  const client = useClient();
  const service = useService();
  const users = useInfiniteQuery(usersQuery(client, service.sid));
  const { data: roles = [] } = useQuery(rolesQuery(client, service.sid));
  const [editing, setEditing] = useState<User>();
  const roleName = (sid: string) => roles.find((role) => role.sid === sid)?.friendlyName ?? sid;
  return (
    <Page title="Users" description="Everyone who takes part through chat, by identity.">
      <QueryContent query={users} what="the users">
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          if (rows.length === 0) return <NoUsers serviceSid={service.sid} />;
          return (
            <Table
              label="Users"
              rows={rows}
              keyOf={({ sid }) => sid}
              columns={[
                {
                  title: 'Identity',
                  cell: ({ identity, friendlyName, sid }) => (
                    <span>
                      <strong>{identity}</strong>
                      <span className={cellClasses.sub}>{friendlyName ?? sid}</span>
                    </span>
                  ),
                },
                { title: 'Role', cell: ({ roleSid }) => roleName(roleSid) },
                { title: 'Online', cell: ({ isOnline }) => describeOnline(isOnline) },
                { title: 'Created', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
                {
                  title: 'Action',
                  cell: (user) => (
                    <Button small aria-label={`Edit ${user.identity}`} onClick={() => setEditing(user)}>
                      Edit
                    </Button>
                  ),
                },
              ]}
              footer={
                users.hasNextPage && (
                  <Button disabled={users.isFetchingNextPage} onClick={() => void users.fetchNextPage()}>
                    Load more
                  </Button>
                )
              }
            />
          );
        }}
      </QueryContent>
      <Suspense>
        {editing !== undefined && (
          <EditUser user={editing} roles={roles} onClose={() => setEditing(undefined)} />
        )}
      </Suspense>
    </Page>
  );
}

/** The service tells who is online only with reachability. */
const describeOnline = (isOnline: boolean | null): string =>
  isOnline === null ? '—' : isOnline ? 'online' : 'offline';

const NoUsers = ({ serviceSid }: { readonly serviceSid: string }) => (
  <EmptyState title="There is no user yet">
    <p>A user appears when an identity joins a conversation or connects. You can also create one first.</p>
    <SampleCall
      language="curl"
      call={{
        action: 'create',
        path: [['Services', serviceSid], ['Users']],
        parameters: { Identity: 'alice', FriendlyName: 'Alice' },
      }}
    />
  </EmptyState>
);
