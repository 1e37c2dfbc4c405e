import { QueryClientProvider } from '@tanstack/react-query';
import { useMatches } from '@tanstack/react-router';
import { use, useEffect, useState, useSyncExternalStore } from 'react';
import { ClientContext } from '../api/client.ts';
import { ConnectedContext, startLiveUpdates } from '../api/live-updates.ts';
import { type SessionApi, SessionApiContext } from '../api/session-api.ts';
import { SignInPage } from '../pages/sign-in/sign-in-page.tsx';
import type { Credentials } from '../session/credentials.ts';
import { session } from '../session/session.ts';
import { PublicShell } from './public-shell.tsx';
import { Shell } from './shell.tsx';

/**
 * What surrounds every page. Without a session, the reference has a frame of its own, and all other addresses show the
 * form to sign in, which then leads to the address that was opened.
 */
export function Root() {
  const { credentials, notice } = useSyncExternalStore(session.subscribe, session.get);
  const api = use(SessionApiContext);
  const isReference = useMatches({
    select: (matches) => matches.some(({ routeId }) => routeId === '/reference'),
  });
  if (credentials !== undefined && api !== undefined)
    return <SignedIn key={`${credentials.sid}:${credentials.secret}`} {...{ credentials, api }} />;
  return isReference ? <PublicShell notice={notice} /> : <SignInPage notice={notice} />;
}

interface SignedInProps {
  readonly credentials: Credentials;
  readonly api: SessionApi;
}

/** The pages of one session, with a client, a cache and a stream of their own. */
function SignedIn({ credentials, api: { client, queryClient } }: SignedInProps) {
  const [connected, setConnected] = useState(true);
  useEffect(() => startLiveUpdates(queryClient, credentials, setConnected), [queryClient, credentials]);
  return (
    <ClientContext value={client}>
      <QueryClientProvider client={queryClient}>
        <ConnectedContext value={connected}>
          <Shell />
        </ConnectedContext>
      </QueryClientProvider>
    </ClientContext>
  );
}
