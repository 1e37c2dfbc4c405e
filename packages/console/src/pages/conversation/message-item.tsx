import { useId, useState } from 'react';
import type { Message } from '../../api/messages.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { describeDelivery } from './describe-delivery.ts';
import { MediaItem } from './media-item.tsx';
import { type MessageActions, MessageDetails } from './message-details.tsx';
import styles from './messages.module.css';

interface MessageItemProps {
  readonly message: Message;
  /** What the author is, such as `member` or `SMS`. */
  readonly authorWord: string;
  readonly actions: MessageActions | undefined;
}

/** A message with its author, media and delivery status, and its details on demand. */
export function MessageItem({ message, authorWord, actions }: MessageItemProps) {
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  const delivery = message.delivery === null ? undefined : describeDelivery(message.delivery);
  return (
    // The focus can be set to it when it has been loaded.
    <li className={styles['message']} tabIndex={-1}>
      <div className={styles['head']}>
        <p className={styles['meta']}>
          <span className={styles['author']}>{message.author}</span>
          <Badge>{authorWord}</Badge>
          <Time date={message.dateCreated} />
          <span>#{message.index}</span>
          {delivery !== undefined && <Badge tone={delivery.tone}>{delivery.text}</Badge>}
        </p>
        <Button
          small
          look="quiet"
          aria-label={`Details of message #${message.index}`}
          aria-expanded={isOpen}
          aria-controls={details}
          onClick={() => setOpen(!isOpen)}
        >
          <span aria-hidden="true">⋯</span>
        </Button>
      </div>
      {message.body !== null && <p className={styles['body']}>{message.body}</p>}
      {message.media !== null && message.media.length > 0 && (
        <div className={styles['media']}>
          {message.media.map((media) => (
            <MediaItem key={media.sid} media={media} />
          ))}
        </div>
      )}
      <div id={details} hidden={!isOpen}>
        {isOpen && <MessageDetails message={message} actions={actions} />}
      </div>
    </li>
  );
}
