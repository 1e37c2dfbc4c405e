import { useConfiguration } from '../api/service.ts';
import { session } from '../session/session.ts';
import { Button } from '../ui/button.tsx';
import styles from './shell.module.css';

/** The account, and the way out. */
export function AccountMenu() {
  const { data } = useConfiguration();
  return (
    <div className={styles['account']}>
      {data !== undefined && (
        <span className={styles['account-sid']} title={`Account ${data.accountSid}`}>
          {`${data.accountSid.slice(0, 6)}…${data.accountSid.slice(-4)}`}
        </span>
      )}
      <Button look="quiet" small onClick={() => session.signOut()}>
        Sign out
      </Button>
    </div>
  );
}
