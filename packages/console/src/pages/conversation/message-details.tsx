import type { Message } from '../../api/messages.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { formatJson } from '../../ui/json.ts';
import styles from './messages.module.css';

/** What can be done with a message. */
export interface MessageActions {
  readonly onEdit: (message: Message) => void;
  readonly onDelete: (message: Message) => void;
}

interface MessageDetailsProps {
  readonly message: Message;
  /** Undefined in a closed conversation, whose messages stay as they are. */
  readonly actions: MessageActions | undefined;
}

/** The SID and the attributes of a message, and what can be done with it. */
export const MessageDetails = ({ message, actions }: MessageDetailsProps) => (
  <div className={styles['details']}>
    <p className={styles['actions']}>
      <code>{message.sid}</code>
      <CopyButton text={message.sid} label={`SID of message #${message.index}`} />
      {actions !== undefined && (
        <>
          <Button small aria-label={`Edit message #${message.index}`} onClick={() => actions.onEdit(message)}>
            Edit
          </Button>
          <Button
            small
            look="danger"
            aria-label={`Delete message #${message.index}`}
            onClick={() => actions.onDelete(message)}
          >
            Delete
          </Button>
        </>
      )}
    </p>
    {message.attributes !== '{}' && (
      <pre className={styles['attributes']}>{formatJson(message.attributes)}</pre>
    )}
  </div>
);
