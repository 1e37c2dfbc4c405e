import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Delivery } from '../../api/webhooks.ts';
import { DeliveryState } from '../../ui/delivery-state.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { type Column, cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import { ReplayButton } from '../../webhooks/replay-button.tsx';
import { useReplay } from '../../webhooks/use-replay.ts';

interface DeliveryTableProps {
  readonly rows: readonly Delivery[];
  readonly footer: ReactNode;
}

/** How an attempt has ended, and how long it took: `HTTP 200, 12 ms`. */
const AttemptCell = ({ status, error, milliseconds }: NonNullable<Delivery['lastAttempt']>) => (
  <span>
    {status === null ? (error ?? 'no reply') : `HTTP ${status}`},{' '}
    <span className={cellClasses.short}>{milliseconds} ms</span>
  </span>
);

/** Deliveries with a button that sends each again. */
export function DeliveryTable({ rows, footer }: DeliveryTableProps) {
  const replay = useReplay();
  const columns: [Column<Delivery>, ...Column<Delivery>[]] = [
    {
      title: 'Event',
      cell: ({ sid, eventName, method, url, target }) => (
        <span>
          <Link to="/webhooks/$delivery" params={{ delivery: sid }} className={cellClasses.link}>
            {eventName}
          </Link>
          <span className={cellClasses.sub}>{url === null ? target : `${method} ${url}`}</span>
        </span>
      ),
    },
    { title: 'State', cell: ({ state }) => <DeliveryState state={state} /> },
    { title: 'Attempts', cell: ({ attemptCount }) => attemptCount },
    {
      title: 'Last attempt',
      cell: ({ lastAttempt }) => (lastAttempt === null ? '—' : <AttemptCell {...lastAttempt} />),
    },
    { title: 'Created', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
    {
      title: 'Action',
      cell: (delivery) => <ReplayButton delivery={delivery} replay={replay} />,
    },
  ];
  return (
    <>
      {replay.error !== null && <ErrorNotice error={replay.error} />}
      <Table label="Deliveries" rows={rows} keyOf={({ sid }) => sid} columns={columns} footer={footer} />
    </>
  );
}
