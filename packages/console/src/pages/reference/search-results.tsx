import { Link } from '@tanstack/react-router';
import { errorMessage, groupTitle } from '../../reference/groups.ts';
import { searchErrors, searchOperations } from '../../reference/search-reference.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { Method } from './method.tsx';
import { PathText } from './path-text.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

/** What a search has found: operations first, then error codes. */
export function SearchResults({ text }: { readonly text: string }) {
  const operations = searchOperations(text);
  const codes = searchErrors(text);
  const count = operations.length + codes.length;
  return (
    <Page title="Search" description={<span role="status">{describeCount(count, text.trim())}</span>}>
      {count === 0 && (
        <EmptyState title="Nothing matches">
          <p>All words have to occur. Try fewer, or a part of a path such as “Participants”.</p>
        </EmptyState>
      )}
      <ul className={styles['results']}>
        {operations.map(({ operation: { name, method, summary, paths }, group, reason }) => (
          <li key={name} className={styles['result']}>
            <Link
              to="/reference/$topic"
              params={{ topic: name }}
              search={{}}
              className={styles['result-title']}
            >
              <RichText text={summary} />
            </Link>
            <p className={styles['path']}>
              <Method method={method} /> <PathText path={paths[0].path} />
            </p>
            <p className={styles['muted']}>
              {groupTitle(group)} · <code>{name}</code>
              {reason !== undefined && ` · ${reason}`}
            </p>
          </li>
        ))}
        {codes.map((code) => (
          <li key={code} className={styles['result']}>
            <Link
              to="/reference/$topic"
              params={{ topic: String(code) }}
              search={{}}
              className={styles['result-title']}
            >
              Error {code}
            </Link>
            <p className={styles['muted']}>{errorMessage(code)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}

const describeCount = (count: number, text: string): string =>
  `${count === 1 ? '1 result' : `${count} results`} for “${text}”`;
