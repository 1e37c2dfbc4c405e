import type { Message } from '../../api/messages.ts';
import type { Participant } from '../../api/participants.ts';
import { Badge } from '../../ui/badge.tsx';
import { Time } from '../../ui/time.tsx';
import { describeDelivery } from './describe-delivery.ts';
import { MediaItem } from './media-item.tsx';
import styles from './messages.module.css';

interface MessageItemProps {
  readonly message: Message;
  readonly participants: readonly Participant[];
}

/** A message with its author, media and delivery status. */
export function MessageItem({ message, participants }: MessageItemProps) {
  const author = participants.find(({ sid }) => sid === message.participantSid);
  const delivery = message.delivery === null ? undefined : describeDelivery(message.delivery);
  return (
    <li className={styles['message']}>
      <p className={styles['meta']}>
        <span className={styles['author']}>{message.author}</span>
        <AuthorKind author={author} message={message} />
        <Time date={message.dateCreated} />
        <span>#{message.index}</span>
        {delivery !== undefined && <Badge tone={delivery.tone}>{delivery.text}</Badge>}
      </p>
      {message.body !== null && <p className={styles['body']}>{message.body}</p>}
      {message.media !== null && message.media.length > 0 && (
        <div className={styles['media']}>
          {message.media.map((media) => (
            <MediaItem key={media.sid} media={media} />
          ))}
        </div>
      )}
    </li>
  );
}

/** Where the author writes from; people without a participant wrote through the API, or have left. */
function AuthorKind({
  author,
  message,
}: {
  readonly author: Participant | undefined;
  readonly message: Message;
}) {
  const channel = author?.messagingBinding?.type;
  if (channel) return <Badge>{channel}</Badge>;
  if (author !== undefined) return <Badge>chat</Badge>;
  return message.participantSid === null ? <Badge>API</Badge> : <Badge>has left</Badge>;
}
