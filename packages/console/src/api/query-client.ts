import { ColloquyError } from '@colloquy/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { session } from '../session/session.ts';

/** Creates the cache of a session. Credentials that are no longer valid end the session. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof ColloquyError && error.status === 401)
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
