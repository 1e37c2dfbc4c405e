import { type Participant, participantName } from '../../api/participants.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { channelName } from '../../ui/channel-name.ts';
import styles from './participants-panel.module.css';

interface ParticipantItemProps {
  readonly participant: Participant;
  readonly canChange: boolean;
  /** Opens the form for a message of a participant on another channel. */
  readonly onReply: () => void;
  readonly onRemove: () => void;
}

/** A participant with the read horizon and what can be done. */
export function ParticipantItem({ participant, canChange, onReply, onRemove }: ParticipantItemProps) {
  const { messagingBinding, lastReadMessageIndex } = participant;
  const name = participantName(participant);
  return (
    <li className={styles['participant']}>
      <div className={styles['about']}>
        <p className={styles['name']}>
          {name} <Badge>{channelName(messagingBinding?.type ?? 'chat')}</Badge>
        </p>
        <p className={styles['fact']}>
          {lastReadMessageIndex === null ? 'has read nothing' : `has read up to #${lastReadMessageIndex}`}
        </p>
        {canChange && messagingBinding?.proxyAddress && (
          <Button small onClick={onReply}>
            Reply as the customer
          </Button>
        )}
      </div>
      {canChange && (
        <Button small look="quiet" aria-label={`Remove ${name}`} onClick={onRemove}>
          Remove
        </Button>
      )}
    </li>
  );
}
