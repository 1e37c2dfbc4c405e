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
