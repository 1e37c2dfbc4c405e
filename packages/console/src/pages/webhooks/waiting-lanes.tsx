import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../api/client.ts';
import { lanesQuery } from '../../api/webhooks.ts';
import { Badge } from '../../ui/badge.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { describeCount, describeLane } from './describe-lane.ts';
import styles from './webhooks-page.module.css';

/** The lanes in which deliveries wait, and why; nothing while none waits. */
export function WaitingLanes() {
  const { data: lanes = [], error } = useQuery(lanesQuery(useClient()));
  if (error !== null) return <ErrorNotice error={error} />;
  if (lanes.length === 0) return null;
  return (
    <section aria-label="Waiting" className={styles['section']}>
      <h2>Waiting</h2>
      <Table
        label="Lanes that wait"
        rows={lanes}
        keyOf={({ target, orderingKey, replay }) => `${target} ${orderingKey} ${replay}`}
        columns={[
          {
            title: 'Next delivery',
            cell: ({ deliverySid, eventName, origin }) => (
              <span className={cellClasses.words}>
                {deliverySid === null ? (
                  <strong>{eventName ?? 'Delivery'}</strong>
                ) : (
                  <Link
                    to="/webhooks/$delivery"
                    params={{ delivery: deliverySid }}
                    className={cellClasses.link}
                  >
                    {eventName ?? deliverySid}
                  </Link>
                )}
                <span className={cellClasses.sub}>to {origin}</span>
              </span>
            ),
          },
          { title: 'Deliveries', cell: ({ waitingCount }) => describeCount(waitingCount) },
          { title: 'State', cell: ({ status }) => <Badge tone="warning">{statusNames[status]}</Badge> },
          { title: 'Reason', cell: describeLane },
        ]}
      />
    </section>
  );
}

const statusNames = {
  in_progress: 'in progress',
  paused: 'target paused',
  retry: 'waits for a retry',
  due: 'due',
} as const;
