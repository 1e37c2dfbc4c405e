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
import { QueryTable } from '../../ui/query-table.tsx';
import { cellClasses } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { useCreateAction } from '../../ui/use-create-action.tsx';

const CreateKey = lazy(() => import('./create-key.tsx'));
const DeleteKey = lazy(() => import('./delete-key.tsx'));

/** The API keys of the account. */
export function KeysPage() {
  const configuration = useConfiguration();
  const accountSid = configuration.data?.accountSid;
  const create = useCreateAction(
    'Create key',
    (onClose) => accountSid !== undefined && <CreateKey accountSid={accountSid} onClose={onClose} />,
  );
  return (
    <Page
      title="API keys"
      description="A program signs in with a key instead of the auth token. You can delete each key on its own."
      actions={create.button}
    >
      <QueryContent query={configuration} what="the account">
        {(account) => <KeyTable accountSid={account.accountSid} createButton={create.button} />}
      </QueryContent>
      {create.dialog}
    </Page>
  );
}

interface KeyTableProps {
  readonly accountSid: string;
  readonly createButton: ReactNode;
}

function KeyTable({ accountSid, createButton }: KeyTableProps) {
  const keys = useQuery(keysQuery(useClient(), accountSid));
  const [deleting, setDeleting] = useState<ApiKey>();
  return (
    <>
      <QueryTable
        query={keys}
        what="the API keys"
        empty={
          <EmptyState title="There is no API key yet" actions={createButton}>
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
        }
        label="API keys"
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
      <Suspense>
        {deleting !== undefined && (
          <DeleteKey accountSid={accountSid} apiKey={deleting} onClose={() => setDeleting(undefined)} />
        )}
      </Suspense>
    </>
  );
}
