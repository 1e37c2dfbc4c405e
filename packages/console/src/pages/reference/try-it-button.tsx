import type { ReferenceOperation } from '@colloquy/contract';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState, useSyncExternalStore } from 'react';
import { plainSummary } from '../../reference/groups.ts';
import { session } from '../../session/session.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Loading } from '../../ui/page.tsx';
import styles from './reference.module.css';

const TryIt = lazy(() => import('./try-it.tsx'));

/** Opens the form that sends a request; without a session, leads to the sign-in and back. */
export function TryItButton({ operation }: { readonly operation: ReferenceOperation }) {
  const { credentials } = useSyncExternalStore(session.subscribe, session.get);
  const [isOpen, setOpen] = useState(false);
  const summary = plainSummary(operation);
  if (credentials === undefined)
    return (
      <p>
        <Link
          to="/sign-in"
          search={{ reference: operation.name }}
          className={buttonClass()}
          aria-label={`Sign in to try it: ${summary}`}
        >
          Sign in to try it
        </Link>
      </p>
    );
  return (
    <div className={styles['try']}>
      <p>
        <Button
          look={isOpen ? 'plain' : 'primary'}
          aria-expanded={isOpen}
          aria-label={`${isOpen ? 'Close' : 'Try it'}: ${summary}`}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Close' : 'Try it'}
        </Button>
      </p>
      {isOpen && (
        <Suspense fallback={<Loading what="the form" />}>
          <TryIt operation={operation} />
        </Suspense>
      )}
    </div>
  );
}
