import { Link } from '@tanstack/react-router';
import { Brand } from './brand.tsx';
import { accountPages, type NavigationEntry, servicePages } from './navigation.ts';
import styles from './shell.module.css';

/** The pages of the open service and those of the account. */
export const SideBar = ({ service }: { readonly service: string }) => (
  <nav aria-label="Pages" className={styles['nav']}>
    <Brand to="/services" />
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
