import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { type RealtimeSession, realtimeSessionsQuery } from '../../api/realtime.ts';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { type Column, cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';

/** The open sessions of client SDKs. */
export function RealtimePage() {
  const sessions = useQuery(realtimeSessionsQuery(useClient()));
  return (
    <Page title="Real time" description="The clients that are connected to this process of the server now.">
      <QueryContent query={sessions} what="the sessions">
        {({ sessions: rows, count }) =>
          rows.length === 0 ? (
            <NoSessions />
          ) : (
            <Table
              label="Sessions"
              rows={rows}
              keyOf={({ sid }) => sid}
              columns={columns}
              footer={count > rows.length && <span>{count - rows.length} more are connected.</span>}
            />
          )
        }
      </QueryContent>
    </Page>
  );
}

const columns: [Column<RealtimeSession>, ...Column<RealtimeSession>[]] = [
  {
    title: 'Identity',
    cell: ({ identity, sid }) => (
      <span>
        <strong>{identity}</strong>
        <code className={cellClasses.sub}>{sid}</code>
      </span>
    ),
  },
  {
    title: 'Client',
    cell: ({ sdk, platform, userAgent, address }) => (
      <span>
        {[sdk, platform].filter((part) => part !== null).join(', ') || (userAgent ?? 'unknown')}
        {address !== null && <span className={cellClasses.sub}>{address}</span>}
      </span>
    ),
  },
  { title: 'Subscriptions', cell: ({ subscriptionCount }) => subscriptionCount },
  { title: 'Unsent', cell: ({ unsentBytes }) => `${unsentBytes} bytes` },
  { title: 'Connected', cell: ({ dateOpened }) => <Time date={dateOpened} /> },
];

const NoSessions = () => (
  <EmptyState title="No client is connected">
    <p>
      Create an access token with this command and give it to the client SDK. The session appears here when
      the client connects.
    </p>
    <CodeBlock text="npm run colloquy -- token --identity alice" label="command" />
  </EmptyState>
);
