import type { ReferenceOperation } from '@colloquy/contract';
import { Link } from '@tanstack/react-router';
import { shortestPath } from '../../reference/groups.ts';
import { exampleValues } from '../../reference/request-values.ts';
import { toReproduction } from '../../reference/to-reproduction.ts';
import { ReproductionCode } from '../../sdk-call/sdk-call.tsx';
import { ErrorList } from './error-list.tsx';
import { Method } from './method.tsx';
import { ParameterSections } from './parameter-sections.tsx';
import { PathText } from './path-text.tsx';
import styles from './reference.module.css';
import { ReplySection } from './reply-section.tsx';
import { RichText } from './rich-text.tsx';
import { TryItButton } from './try-it-button.tsx';

/** One operation: what it takes at one side, and what it looks like at the other. */
export function OperationSection({ operation }: { readonly operation: ReferenceOperation }) {
  const { name, summary, errors } = operation;
  const titleId = `${name}-title`;
  const path = shortestPath(operation);
  return (
    <section aria-labelledby={titleId} className={styles['section']}>
      <h2 id={titleId} className={styles['section-title']}>
        <Link to="/reference/$topic" params={{ topic: name }} className={styles['anchor']}>
          <RichText text={summary} />
        </Link>
      </h2>
      <div className={styles['columns']}>
        <div className={styles['column']}>
          <Paths operation={operation} />
          <Notes operation={operation} />
          <ParameterSections operation={operation} />
          {errors.length > 0 && (
            <details className={styles['errors']}>
              <summary>
                {errors.length === 1 ? '1 error' : `${errors.length} errors`} beside those of every operation
              </summary>
              <ErrorList errors={errors} />
            </details>
          )}
        </div>
        <div className={styles['column']}>
          <h3 className={styles['label']}>Request</h3>
          <ReproductionCode reproduction={toReproduction(operation, path, exampleValues(operation, path))} />
          <TryItButton operation={operation} />
          <ReplySection operation={operation} path={path} />
        </div>
      </div>
    </section>
  );
}

const Paths = ({ operation: { method, paths } }: { readonly operation: ReferenceOperation }) => (
  <ul className={styles['paths']}>
    {paths.map(({ name, path }) => (
      <li key={name} id={name} className={styles['path']}>
        <Method method={method} /> <PathText path={path} /> <span className={styles['muted']}>{name}</span>
      </li>
    ))}
  </ul>
);

/** What is particular about the credentials, the events and the webhooks of an operation. */
function Notes({ operation }: { readonly operation: ReferenceOperation }) {
  const { authentication, events, preAction } = operation;
  return (
    <div className={styles['notes']}>
      {authentication === 'public' && <p>Needs no credentials.</p>}
      {authentication === 'token' && (
        <p>
          Also accepts an access token, in the header <code>X-Twilio-Token</code>.
        </p>
      )}
      {events.length > 0 && (
        <p>
          Appends to the event log: <Codes names={events} />.
        </p>
      )}
      {preAction !== undefined && (
        <p>
          A pre-action webhook can modify or refuse it: <code>{preAction}</code>.
        </p>
      )}
    </div>
  );
}

const Codes = ({ names }: { readonly names: readonly string[] }) =>
  names.map((name, index) => (
    <span key={name}>
      {index > 0 && ', '}
      <code>{name}</code>
    </span>
  ));
