import type { Conversation, ConversationSummary } from '../../api/conversations.ts';
import { Time } from '../../ui/time.tsx';

interface CellProps {
  readonly conversation: Conversation;
  /** undefined while it is being loaded. */
  readonly summary: ConversationSummary | undefined;
}

/** The names of some participants of a conversation, and how many others there are. */
export function ParticipantsCell({ summary }: Pick<CellProps, 'summary'>) {
  if (summary === undefined) return <span aria-hidden="true">…</span>;
  const { participantNames: names, participantCount: count } = summary;
  const others = count - names.length;
  return (
    <span>
      {count === 0 ? 'none' : names.join(', ')}
      {others > 0 && ` and ${others} ${others === 1 ? 'other' : 'others'}`}
    </span>
  );
}

/** The time of the newest message of a conversation, or of its last change if it has none. */
export function LastActivityCell({ conversation, summary }: CellProps) {
  if (summary === undefined) return <span aria-hidden="true">…</span>;
  return <Time date={summary.dateLastMessage ?? conversation.dateUpdated} />;
}
