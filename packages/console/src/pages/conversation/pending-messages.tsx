import { classNames } from '../../ui/class-names.ts';
import styles from './messages.module.css';
import { usePendingMessages } from './send-message.ts';

/** The messages that are being sent, where they will be. */
export const PendingMessages = ({ conversationSid }: { readonly conversationSid: string }) =>
  usePendingMessages(conversationSid).map(({ author, body, idempotencyKey }) => (
    <li key={idempotencyKey} className={classNames(styles['message'], styles['pending'])}>
      <p className={styles['meta']}>
        <span className={styles['author']}>{author || 'system'}</span>
        <span>sending …</span>
      </p>
      <p className={styles['body']}>{body}</p>
    </li>
  ));
