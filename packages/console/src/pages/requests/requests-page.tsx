import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useClient } from '../../api/client.ts';
import { type RequestRecord, requestsQuery } from '../../api/requests.ts';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { useShortcut } from '../../shortcuts/settings.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { type Column, cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { parseRequestFilters, type RequestFilters } from './filters.ts';
import styles from './requests-page.module.css';

const RequestDetails = lazy(() => import('./request-details.tsx'));

/** The last requests of the account, to see what a program really sends. */
export function RequestsPage() {
  const filters = useSearch({ from: '/requests' });
  const requests = useQuery(requestsQuery(useClient(), filters));
  const [opened, setOpened] = useState<RequestRecord>();
  return (
    <Page
      title="Requests"
      description="The last requests of this account, as the server understood them, with the code that sends each."
    >
      <Filters filters={filters} />
      <QueryContent query={requests} what="the requests">
        {({ requests: rows }) =>
          rows.length === 0 ? (
            <NoRequests isFiltered={Object.keys(filters).length > 0} />
          ) : (
            <Table
              label="Requests"
              rows={rows}
              keyOf={({ position }) => String(position)}
              columns={columnsOf(setOpened)}
            />
          )
        }
      </QueryContent>
      <Suspense>
        {opened !== undefined && <RequestDetails request={opened} onClose={() => setOpened(undefined)} />}
      </Suspense>
    </Page>
  );
}

const columnsOf = (
  onOpen: (request: RequestRecord) => void,
): [Column<RequestRecord>, ...Column<RequestRecord>[]] => [
  {
    title: 'Request',
    cell: ({ method, path, operation }) => (
      <span>
        <strong>{operation ?? 'No operation'}</strong>
        <code className={cellClasses.sub}>{`${method} ${path}`}</code>
      </span>
    ),
  },
  {
    title: 'Status',
    cell: ({ status, errorCode }) => (
      <Badge tone={status < 400 ? 'success' : 'danger'}>
        {errorCode === null ? status : `${status} · ${errorCode}`}
      </Badge>
    ),
  },
  {
    title: 'Duration',
    cell: ({ milliseconds }) => <span className={cellClasses.short}>{milliseconds.toFixed(1)} ms</span>,
  },
  { title: 'Idempotency', cell: ({ idempotency }) => idempotency ?? '—' },
  { title: 'Webhooks', cell: ({ webhookEnabled }) => (webhookEnabled ? 'on' : 'off') },
  { title: 'Sent', cell: ({ date }) => <Time date={date} /> },
  {
    title: 'Action',
    cell: (request) => (
      <Button
        small
        aria-label={`Details of ${request.operation ?? request.path}`}
        onClick={() => onOpen(request)}
      >
        Details
      </Button>
    ),
  },
];

function Filters({ filters }: { readonly filters: RequestFilters }) {
  const navigate = useNavigate({ from: '/requests' });
  const change = (changed: Readonly<Record<string, unknown>>) =>
    navigate({ search: (before) => parseRequestFilters({ ...before, ...changed }), replace: true });
  return (
    <search className={styles['filters']}>
      <SelectField
        label="Result"
        value={filters.failed === undefined ? '' : String(filters.failed)}
        onChange={({ target }) =>
          void change({ failed: target.value === '' ? undefined : target.value === 'true' })
        }
      >
        <option value="">Any result</option>
        <option value="true">Errors only</option>
        <option value="false">Successes only</option>
      </SelectField>
      <TextField
        label="Operation"
        type="search"
        aria-keyshortcuts={useShortcut('/')}
        mono
        placeholder="CreateConversation"
        defaultValue={filters.operation ?? ''}
        onChange={({ target }) => void change({ operation: target.value.trim() })}
      />
      <TextField
        label="Slower than (ms)"
        type="number"
        min={1}
        placeholder="100"
        defaultValue={filters.slowerThanMs ?? ''}
        onChange={({ target }) => void change({ slowerThanMs: Number(target.value) })}
      />
    </search>
  );
}

const NoRequests = ({ isFiltered }: { readonly isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="No request matches">
      <p>Only the last requests are kept. New ones that match appear here.</p>
    </EmptyState>
  ) : (
    <EmptyState title="No request yet">
      <p>What a program sends appears here within two seconds. Try this command.</p>
      <SampleCall
        language="curl"
        call={{ action: 'create', path: [['Conversations']], parameters: { FriendlyName: 'Hello' } }}
      />
    </EmptyState>
  );
