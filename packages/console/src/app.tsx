import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { ClientContext, createConsoleClient } from './api/client.ts';
import { ConnectedContext, startLiveUpdates } from './api/live-updates.ts';
import { createQueryClient } from './api/query-client.ts';
import { SignInPage } from './pages/sign-in/sign-in-page.tsx';
import { createConsoleRouter } from './routes.tsx';
import type { Credentials } from './session/credentials.ts';
import { session } from './session/session.ts';

/** The console: a form to sign in, and the pages behind it. Signing in leads to the address that was opened. */
export function App() {
  const { credentials, notice } = useSyncExternalStore(session.subscribe, session.get);
  if (credentials === undefined) return <SignInPage notice={notice} />;
  return <SignedIn key={`${credentials.sid}:${credentials.secret}`} credentials={credentials} />;
}

/** The pages of one session, with a client, a cache and a stream of their own. */
function SignedIn({ credentials }: { readonly credentials: Credentials }) {
  const client = useMemo(() => createConsoleClient(credentials), [credentials]);
  const [queryClient] = useState(() => createQueryClient(credentials));
  const [router] = useState(createConsoleRouter);
  const [connected, setConnected] = useState(true);
  useEffect(() => startLiveUpdates(queryClient, credentials, setConnected), [queryClient, credentials]);
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={queryClient}>
        <ConnectedContext value={connected}>
          <RouterProvider router={router} />
        </ConnectedContext>
      </QueryClientProvider>
    </ClientContext>
  );
}
