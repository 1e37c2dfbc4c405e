import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { StreamedEvent } from '../../api/event-stream.ts';
import { RequestCommand } from '../../sdk-call/sdk-call.tsx';
import { useShortcut } from '../../shortcuts/settings.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import { Loading, Page } from '../../ui/page.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './events-page.module.css';
import { matchesFilter, nameOf, parseEventFilters, subjectOf } from './filters.ts';
import { useEventLog } from './use-event-log.ts';

/** The event log of the account, as it grows. */
export function EventsPage() {
  const filters = useSearch({ from: '/events' });
  const navigate = useNavigate({ from: '/events' });
  const [attempt, setAttempt] = useState(0);
  const { events, error, isLoaded } = useEventLog(attempt);
  const shortcut = useShortcut('/');
  const rows = events.filter((event) => matchesFilter(event, filters.search ?? ''));
  return (
    <Page
      title="Events"
      description="The last events of the account, and new ones as they happen. Programs read the same stream."
    >
      <search className={styles['filters']}>
        <TextField
          label="Filter"
          type="search"
          aria-keyshortcuts={shortcut}
          placeholder="Event, SID or any other value"
          defaultValue={filters.search ?? ''}
          onChange={({ target }) =>
            void navigate({ search: parseEventFilters({ search: target.value }), replace: true })
          }
        />
      </search>
      {error !== null && <ErrorNotice error={error} onRetry={() => setAttempt(attempt + 1)} />}
      {!isLoaded && error === null && <Loading what="the events" />}
      {isLoaded && events.length === 0 && <NoEvents />}
      {events.length > 0 && rows.length === 0 && (
        <EmptyState title="No event matches">
          <p>New events that match appear here.</p>
        </EmptyState>
      )}
      {rows.length > 0 && <EventTable rows={rows} />}
    </Page>
  );
}

const EventTable = ({ rows }: { readonly rows: readonly StreamedEvent[] }) => (
  <Table
    label="Events"
    rows={rows}
    keyOf={({ id }) => id}
    columns={[
      {
        title: 'Event',
        cell: (event) => (
          <span>
            <strong>{nameOf(event)}</strong>
            <code className={cellClasses.sub}>{subjectOf(event)}</code>
          </span>
        ),
      },
      {
        title: 'Data',
        cell: (event) => <EventData event={event} />,
      },
      { title: 'Happened', cell: ({ time }) => <Time date={time} /> },
    ]}
  />
);

/** The data of an event, rendered when it is opened, because the page has hundreds of them. */
function EventData({ event: { id, data } }: { readonly event: StreamedEvent }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles['data']} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Position {id}</summary>
      {isOpen && <CodeBlock text={JSON.stringify(data, null, 2)} label={`data of event ${id}`} />}
    </details>
  );
}

const NoEvents = () => (
  <EmptyState title="Nothing has happened yet">
    <p>Every change appears here, whatever caused it. This command follows the same stream.</p>
    <RequestCommand method="GET" path="/colloquy/v1/events" />
  </EmptyState>
);
