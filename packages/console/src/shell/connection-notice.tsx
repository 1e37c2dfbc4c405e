import { use } from 'react';
import { ConnectedContext } from '../api/live-updates.ts';
import styles from './shell.module.css';

/** Says that the page may be out of date. */
export const ConnectionNotice = () => (
  <div role="status">
    {!use(ConnectedContext) && (
      <p className={styles['notice']}>The connection to the server is lost. Connecting again …</p>
    )}
  </div>
);
