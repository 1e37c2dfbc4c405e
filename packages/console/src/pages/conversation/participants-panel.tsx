import { useQuery } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import type { Conversation } from '../../api/conversations.ts';
import { type Participant, participantName, participantsQuery } from '../../api/participants.ts';
import { useService } from '../../api/service.ts';
import { Badge } from '../../ui/badge.tsx';
import { Panel } from '../../ui/panel.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import styles from './participants-panel.module.css';

/** Who takes part, and how far each has read. */
export function ParticipantsPanel({ conversation }: { readonly conversation: Conversation }) {
  const service = useService();
  const participants = useQuery(participantsQuery(useClient(), service.sid, conversation.sid));
  return (
    <Panel title="Participants">
      <QueryContent query={participants} what="the participants">
        {(items) =>
          items.length === 0 ? (
            <p className={styles['fact']}>Nobody yet. Messages reach nobody until somebody takes part.</p>
          ) : (
            <ul className={styles['list']}>
              {items.map((participant) => (
                <li key={participant.sid}>
                  <p className={styles['name']}>
                    {participantName(participant)}{' '}
                    <Badge>{participant.messagingBinding?.type ?? 'chat'}</Badge>
                  </p>
                  <p className={styles['fact']}>{describeHorizon(participant)}</p>
                </li>
              ))}
            </ul>
          )
        }
      </QueryContent>
    </Panel>
  );
}

const describeHorizon = ({ lastReadMessageIndex }: Participant): string =>
  lastReadMessageIndex === null ? 'has read nothing' : `has read up to #${lastReadMessageIndex}`;
