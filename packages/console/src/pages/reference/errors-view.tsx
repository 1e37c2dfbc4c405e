import { commonErrorCodes, type ErrorCode, errors } from '@colloquy/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { errorCodes, errorMessage, operationsWith } from '../../reference/groups.ts';
import { searchErrors } from '../../reference/search-reference.ts';
import { TextField } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { ErrorList } from './error-list.tsx';
import { Method } from './method.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';
import { StatusBadge } from './status-badge.tsx';

/** Every error code, or one of them with the operations that return it. */
export const ErrorsView = ({ code }: { readonly code: ErrorCode | undefined }) =>
  code === undefined ? <AllErrors /> : <OneError code={code} />;

function AllErrors() {
  const [text, setText] = useState('');
  const shown = text.trim() === '' ? errorCodes : searchErrors(text);
  return (
    <Page
      title="Errors"
      description="An error is a JSON object with its code, its status and a message; details name the parameter and the values that are allowed."
    >
      <div className={styles['filter']}>
        <TextField
          label="Filter the errors"
          type="search"
          placeholder="Code or message"
          value={text}
          onChange={({ target }) => setText(target.value)}
          hint={<span role="status">{`${shown.length} of ${errorCodes.length} codes`}</span>}
        />
      </div>
      <ErrorList errors={shown.map((each) => ({ code: each, ...errors[each] }))} />
    </Page>
  );
}

function OneError({ code }: { readonly code: ErrorCode }) {
  const operations = operationsWith(code);
  const isCommon = commonErrorCodes.includes(code);
  return (
    <Page title={`Error ${code}`} description={errorMessage(code)}>
      <div className={styles['intro']}>
        <p>
          HTTP status <StatusBadge status={errors[code].status} />
        </p>
        <p>
          <a href={`https://www.twilio.com/docs/errors/${code}`} rel="noreferrer">
            The documentation of the hosted API
          </a>{' '}
          explains the code.{' '}
          <Link to="/reference/$topic" params={{ topic: 'errors' }}>
            All errors
          </Link>
        </p>
        {isCommon && <p>Every operation can return it.</p>}
        {!isCommon && operations.length === 0 && <p>No operation returns it under conditions of its own.</p>}
      </div>
      {operations.length > 0 && (
        <section aria-labelledby="operations-title">
          <h2 id="operations-title" className={styles['label']}>
            Operations that return it
          </h2>
          <ul className={styles['card-list']}>
            {operations.map(({ name, method, summary }) => (
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
        </section>
      )}
    </Page>
  );
}
