import type { ErrorReply } from '@colloquy/contract';
import { Link } from '@tanstack/react-router';
import { describeMessage } from '../../reference/groups.ts';
import styles from './reference.module.css';

/** Errors with their codes, statuses and messages. */
export const ErrorList = ({ errors }: { readonly errors: readonly ErrorReply[] }) => (
  <ul className={styles['error-list']}>
    {errors.map(({ code, status, message }) => (
      <li key={`${code}-${status}`} className={styles['error-row']}>
        <Link to="/reference/$topic" params={{ topic: String(code) }} search={{}}>
          {code}
        </Link>
        <span className={styles['muted']}>{status}</span>
        <span>{describeMessage(message)}</span>
      </li>
    ))}
  </ul>
);
