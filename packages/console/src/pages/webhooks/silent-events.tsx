import type { Client } from '@colloquy/client';
import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { silentEventsQuery } from '../../api/webhooks.ts';
import { QueryContent } from '../../ui/query-content.tsx';
import { cellClasses, Table } from '../../ui/table.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './webhooks-page.module.css';

type Refusal = Awaited<ReturnType<Client['listWebhookEvents']>>[number]['notWantedBy'][number];

/** Why a webhook does not get an event; its SID follows. */
const reasons: Readonly<Record<Refusal['reason'], string>> = {
  filters: 'It is not among the filters of',
  no_url: 'There is no URL in',
  keywords: 'The message has no keyword of',
  older_than_webhook: 'It is older than',
};

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
                {
                  title: 'Reason',
                  cell: ({ silent, notWantedBy }) => (
                    <span>
                      {silent}
                      {notWantedBy.map(({ target, reason }) => (
                        <span key={target} className={cellClasses.sub}>
                          {reasons[reason]} <code>{target}</code>
                        </span>
                      ))}
                    </span>
                  ),
                },
                { title: 'Happened', cell: ({ dateCreated }) => <Time date={dateCreated} /> },
              ]}
            />
          )
        }
      </QueryContent>
    </section>
  );
}
