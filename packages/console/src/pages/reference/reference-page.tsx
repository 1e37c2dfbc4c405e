import { useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { findTopic, type Topic } from '../../reference/groups.ts';
import { ErrorsView } from './errors-view.tsx';
import { GroupView } from './group-view.tsx';
import { Overview } from './overview.tsx';
import styles from './reference.module.css';
import { ReferenceNavigation } from './reference-navigation.tsx';
import { SearchField } from './search-field.tsx';
import { SearchResults } from './search-results.tsx';
import { UnknownTopic } from './unknown-topic.tsx';

/** The reference of the API, for everybody: what there is at the side, and what the address names. */
export function ReferencePage() {
  const { topic: name } = useParams({ strict: false });
  const { search } = useSearch({ from: '/reference' });
  const topic = findTopic(name);
  const isSearch = search !== undefined;

  useEffect(() => {
    if (isSearch) return;
    // A section begins with its paths, whose names are addresses.
    const section = name === undefined ? null : document.getElementById(name)?.closest('section');
    if (section) section.scrollIntoView();
    else scrollTo(0, 0);
  }, [name, isSearch]);

  return (
    <div className={styles['frame']}>
      <div className={styles['page']}>
        <div className={styles['side']}>
          <SearchField search={search} />
          <ReferenceNavigation topic={topic} />
        </div>
        <div className={styles['content']}>
          {isSearch ? <SearchResults text={search} /> : renderTopic(topic)}
        </div>
      </div>
    </div>
  );
}

function renderTopic(topic: Topic) {
  switch (topic.kind) {
    case 'overview':
      return <Overview />;
    case 'group':
      return <GroupView group={topic.group} />;
    case 'errors':
      return <ErrorsView code={topic.code} />;
    case 'unknown':
      return <UnknownTopic />;
  }
}
