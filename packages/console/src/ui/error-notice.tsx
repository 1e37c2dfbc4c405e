import { describeError } from '../api/describe-error.ts';
import { Button } from './button.tsx';
import styles from './error-notice.module.css';

/** Shows what has failed and what the user can do. @param onRetry repeats what has failed, where that makes sense. */
export function ErrorNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { message, advice, reference } = describeError(error);
  return (
    <div role="alert" className={styles['notice']}>
      <p className={styles['message']}>{message}</p>
      <p>{advice}</p>
      {reference !== undefined && <p className={styles['reference']}>{reference}</p>}
      {onRetry !== undefined && (
        <div className={styles['actions']}>
          <Button small onClick={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
