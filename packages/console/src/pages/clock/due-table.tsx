import { Link } from '@tanstack/react-router';
import type { ClockDue, DueItem } from '../../api/clock.ts';
import { describeCountdown } from '../../clock/describe-time.ts';
import { useServerNow } from '../../clock/server-clock.ts';
import { Badge } from '../../ui/badge.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { type Column, cellClasses, Table } from '../../ui/table.tsx';
import styles from './clock-page.module.css';

/** What the server does next, with the time until then. */
export function DueTable({ clock }: { readonly clock: ClockDue }) {
  const now = useServerNow('second');
  const columns: [Column<DueItem>, ...Column<DueItem>[]] = [
    {
      title: 'What',
      cell: ({ kind, action, sid, target }) => (
        <span>
          <strong>{kind === 'timer' ? `becomes ${action}` : action}</strong>
          {kind !== 'timer' && <code className={cellClasses.sub}>{sid}</code>}
          {target !== null && <span className={cellClasses.sub}>to {target}</span>}
        </span>
      ),
    },
    { title: 'Kind', cell: ({ kind }) => <Badge>{kind}</Badge> },
    { title: 'Conversation', cell: (item) => <ConversationLink {...item} /> },
    {
      title: 'Due',
      cell: ({ dateDue }) =>
        dateDue === null ? (
          'when what is before it is done'
        ) : (
          <time dateTime={dateDue.toISOString()} title={dateDue.toISOString()}>
            {describeDue(dateDue.getTime() - now)}
          </time>
        ),
    },
  ];
  return (
    <section aria-label="Due next" className={styles['due']}>
      <h2>Due next</h2>
      {clock.due.length === 0 ? (
        <EmptyState title="Nothing is due">
          <p>
            Timers of conversations, deliveries that wait for their next attempt, and jobs appear here. For
            example, set the timers of a conversation with Timers.Inactive=PT10M.
          </p>
        </EmptyState>
      ) : (
        <Table
          label="Due next"
          rows={clock.due}
          keyOf={({ kind, sid, action }) => `${kind} ${sid} ${action}`}
          columns={columns}
          footer={clock.hasMore && <span>More follows later.</span>}
        />
      )}
    </section>
  );
}

const describeDue = (milliseconds: number): string =>
  milliseconds <= 0 ? 'now' : `in ${describeCountdown(milliseconds)}`;

const ConversationLink = ({ conversationSid, chatServiceSid }: DueItem) =>
  conversationSid === null ? (
    '—'
  ) : (
    <Link
      to="/services/$service/conversations/$conversation"
      params={{ service: chatServiceSid, conversation: conversationSid }}
    >
      <code>{conversationSid}</code>
    </Link>
  );
