import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { type ApiKey, keysQuery } from '../../api/keys.ts';
import { useConfiguration } from '../../api/service.ts';
import { RequestCommand } from '../../sdk-call/sdk-call.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

const CreateKey = lazy(() => import('./create-key.tsx'));
const DeleteKey = lazy(() => import('./delete-key.tsx'));

/** The API keys of the account. */
export function KeysPage() {
  const configuration = useConfiguration();
  const [creating, setCreating] = useState(false);
  const action = (
    <Button look="primary" onClick={() => setCreating(true)}>
      Create key
    </Button>
  );
  return (
    <Page
      title="API keys"
      description="A program signs in with a key instead of the auth token. You can delete each key on its own."
      actions={action}
    >
      <QueryContent query={configuration} what="the account">
        {({ accountSid }) => (
          <>
            <KeyTable accountSid={accountSid} action={action} />
            <Suspense>
              {creating && <CreateKey accountSid={accountSid} onClose={() => setCreating(false)} />}
            </Suspense>
          </>
        )}
      </QueryContent>
    </Page>
  );
}

function KeyTable({ accountSid, action }: { readonly accountSid: string; readonly action: ReactNode }) {
  const keys = useQuery(keysQuery(useClient(), accountSid));
  const [deleting, setDeleting] = useState<ApiKey>();
  return (
    <QueryContent query={keys} what="the API keys">
      {(rows) => (
        <>
          {rows.length === 0 ? (
            <EmptyState title="There is no API key yet" actions={action}>
              <p>
                Give each program its own key: its SID and secret replace the account SID and auth token in
                every SDK, and deleting the key locks out this program alone. Create one here, or with this
                command.
              </p>
              <RequestCommand
                path={`/2010-04-01/Accounts/${accountSid}/Keys.json`}
                parameters={{ FriendlyName: 'Billing' }}
              />
            </EmptyState>
          ) : (
            <Table
              label="API keys"
              rows={rows}
              keyOf={({ sid }) => sid}
              columns={[
                {
                  title: 'Name',
                  cell: ({ sid, friendlyName }) => (
                    <span>
                      <strong>{friendlyName || 'Without a name'}</strong>
                      <code className={cellClasses.sub}>{sid}</code>
                    </span>
                  ),
                },
                { title: 'Created', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
                {
                  title: 'Action',
                  cell: (key) => (
                    <Button
                      small
                      look="danger"
                      aria-label={`Delete ${key.friendlyName || key.sid}`}
                      onClick={() => setDeleting(key)}
                    >
                      Delete
                    </Button>
                  ),
                },
              ]}
            />
          )}
          <Suspense>
            {deleting !== undefined && (
              <DeleteKey accountSid={accountSid} apiKey={deleting} onClose={() => setDeleting(undefined)} />
            )}
          </Suspense>
        </>
      )}
    </QueryContent>
  );
}
