import { Link } from '@tanstack/react-router';
import { accountPages, type NavigationEntry, servicePages } from './navigation.ts';
import styles from './shell.module.css';

/** The pages of the open service and those of the account. */
export const SideBar = ({ service }: { readonly service: string }) => (
  <nav aria-label="Pages" className={styles['nav']}>
    <Link to="/services" className={styles['brand']}>
      <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
        <path
          fill="var(--accent)"
          d="M5 4h22a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H14l-8 6v-6H5a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3Z"
        />
        <path
          fill="none"
          stroke="var(--accent-fg)"
          strokeWidth="2.5"
          strokeLinecap="round"
          d="M9 11h14M9 17h9"
        />
      </svg>
      Colloquy
    </Link>
    <Group title="Service" entries={servicePages} service={service} />
    <Group title="Account" entries={accountPages} service={service} />
  </nav>
);

const Group = ({
  title,
  entries,
  service,
}: {
  readonly title: string;
  readonly entries: readonly NavigationEntry[];
  readonly service: string;
}) => (
  <section aria-label={title} className={styles['group']}>
    <p className={styles['group-title']}>{title}</p>
    <ul>
      {entries.map((entry) => (
        <li key={entry.to}>
          <Link
            to={entry.to}
            params={{ service }}
            activeOptions={{ exact: entry.to === '/services' }}
            className={styles['entry']}
          >
            {entry.title}
          </Link>
        </li>
      ))}
    </ul>
  </section>
);
