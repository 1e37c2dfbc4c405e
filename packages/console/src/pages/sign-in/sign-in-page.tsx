import { ColloquyError } from '@colloquy/client';
import { type FormEvent, useEffect, useState } from 'react';
import { createConsoleClient } from '../../api/client.ts';
import { session } from '../../session/session.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './sign-in-page.module.css';

const wrongCredentials =
  'The server does not know these credentials. Compare them with what it printed at its start.';

/** Asks for credentials, and begins a session when the server accepts them. */
export function SignInPage({ notice }: { readonly notice: string | undefined }) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const refused = error instanceof ColloquyError && error.status === 401;

  useEffect(() => {
    document.title = 'Sign in · Colloquy console';
  }, []);

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    // A pasted value often has white space around it, and credentials have none.
    const [sid, secret] = ['sid', 'secret'].map((name) => String(values.get(name)).trim());
    if (!sid || !secret) return;
    setBusy(true);
    setError(undefined);
    try {
      await createConsoleClient({ sid, secret }).fetchConfiguration();
      session.signIn({ sid, secret });
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };

  return (
    <main className={styles['page']}>
      <form className={styles['card']} onSubmit={(event) => void signIn(event)}>
        <div>
          <h1>Colloquy console</h1>
          <p className={styles['intro']}>Sign in with an account, or with an API key and its secret.</p>
        </div>
        {notice !== undefined && error === undefined && (
          <p role="status" className={styles['notice']}>
            {notice}
          </p>
        )}
        {error !== undefined && !refused && <ErrorNotice error={error} />}
        <TextField
          label="Account SID"
          name="sid"
          required
          autoComplete="username"
          spellCheck={false}
          placeholder="AC… or SK…"
        />
        <TextField
          label="Auth token"
          name="secret"
          type="password"
          required
          autoComplete="current-password"
          error={refused ? wrongCredentials : undefined}
        />
        <Button type="submit" look="primary" disabled={busy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}
