import { ColloquyError } from '@colloquy/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import type { Credentials } from '../session/credentials.ts';
import { session } from '../session/session.ts';

/** Creates the cache of a session. Credentials that are no longer valid end the session. */
export function createQueryClient(credentials: Credentials): QueryClient {
  const onError = (error: unknown) => {
    // A late reply must not end the session of somebody who has signed in since.
    const isCurrent = session.get().credentials === credentials;
    if (isCurrent && error instanceof ColloquyError && error.status === 401)
      session.signOut('Your credentials are not valid any more. Sign in again.');
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Events of the server invalidate what has changed, so data stays fresh for as long as the stream is open.
        staleTime: 30_000,
        retry: (count, error) => count < 2 && isTemporary(error),
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
}

/** Whether the same request may succeed soon. An error of the client's code or of the request stays. */
const isTemporary = (error: unknown): boolean =>
  error instanceof ColloquyError
    ? error.status === 429 || error.status >= 500
    : !(error instanceof TypeError);
