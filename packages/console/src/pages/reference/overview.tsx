import type { ReferenceGroup } from '@colloquy/contract';
import { Link } from '@tanstack/react-router';
import { apiBaseUrl } from '../../api/locations.ts';
import { groups, groupTitle } from '../../reference/groups.ts';
import { Page } from '../../ui/page.tsx';
import { Method } from './method.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

/** Where the API is, how a program signs in, and every operation by its summary. */
export const Overview = () => (
  <Page
    title="API reference"
    description={`${groups.flatMap(({ operations }) => operations).length} operations, with their parameters, replies and errors`}
  >
    <div className={styles['intro']}>
      <p>
        This server implements the Twilio Conversations v1 API at <code>{apiBaseUrl}/v1</code>. Authenticate
        with HTTP Basic: the account SID and its auth token, or the SID and the secret of an API key. Every
        error is a JSON object with a{' '}
        <Link to="/reference/$topic" params={{ topic: 'errors' }}>
          code
        </Link>
        .
      </p>
      <p>
        Requests send their parameters as a form. Where an operation has two paths, the shorter one is for the
        default service. For programs, there is an <a href={`${apiBaseUrl}/openapi.json`}>OpenAPI document</a>
        .
      </p>
    </div>
    <div className={styles['cards']}>
      {groups.map((group) => (
        <Card key={group.name} group={group} />
      ))}
    </div>
  </Page>
);

const Card = ({ group }: { readonly group: ReferenceGroup }) => (
  <article className={styles['card']}>
    <h2>
      <Link to="/reference/$topic" params={{ topic: group.name }} className={styles['card-title']}>
        {groupTitle(group)}
      </Link>
    </h2>
    <p className={styles['muted']}>
      <RichText text={group.description} />
    </p>
    <ul className={styles['card-list']}>
      {group.operations.map(({ name, method, summary }) => (
        <li key={name}>
          <Link to="/reference/$topic" params={{ topic: name }} className={styles['card-link']}>
            <Method method={method} />
            <span>
              <RichText text={summary} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  </article>
);
