import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { Time } from '../../ui/time.tsx';
import styles from './state-panel.module.css';

const maxShown = 20;

/** The changes of the state, newest first, as far as the event log has them. */
export function StateHistory({ conversation }: { readonly conversation: Conversation }) {
  const client = useClient();
  const { data: changes = [] } = useQuery({
    queryKey: queryKeys.stateChanges(conversation.sid),
    queryFn: ({ signal }) =>
      client.listWebhookEvents(
        { eventName: 'onConversationStateUpdated', conversationSid: conversation.sid, limit: maxShown },
        { signal },
      ),
  });
  if (changes.length === 0) return null;
  return (
    <ol aria-label="History of the state" className={styles['history']}>
      {changes.map(({ position, dateCreated, parameters }) => (
        <li key={position}>
          {parameters['StateFrom']} → {parameters['StateTo']}
          <span className={styles['when']}>
            {' '}
            <Time date={dateCreated} />
            {parameters['Reason'] && `, by ${parameters['Reason'].toLowerCase()}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
