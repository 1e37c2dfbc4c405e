import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { silentEventsQuery } from '../../api/webhooks.ts';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './webhooks-page.module.css';

/** The newest events that were sent to no webhook, each with the reason. */
export function SilentEvents() {
  const events = useQuery(silentEventsQuery(useClient()));
  return (
    <section aria-label="Events that were not sent" className={styles['section']}>
      <h2>Events that were not sent</h2>
      <QueryContent query={events} what="the events">
        {(rows) =>
          rows.length === 0 ? (
            <p className={styles['muted']}>There is none: every event has a webhook that wants it.</p>
          ) : (
            <Table
              label="Events that were not sent"
              rows={rows}
              keyOf={({ position }) => String(position)}
              columns={[
                {
                  title: 'Event',
                  cell: ({ eventName, conversationSid }) => (
                    <span>
                      <strong>{eventName}</strong>
                      {conversationSid !== null && <code className={cellClasses.sub}>{conversationSid}</code>}
                    </span>
                  ),
                },
                { title: 'Reason', cell: ({ silent }) => silent },
                { title: 'Happened', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
              ]}
            />
          )
        }
      </QueryContent>
    </section>
  );
}
