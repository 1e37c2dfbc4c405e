import { RouterProvider } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { SessionApiContext, sessionApiOf } from './api/session-api.ts';
import type { ConsoleRouter } from './routes.tsx';
import { session } from './session/session.ts';

/** The console: its pages, by their addresses. */
export function App({ router }: { readonly router: ConsoleRouter }) {
  const { credentials } = useSyncExternalStore(session.subscribe, session.get);
  const api = sessionApiOf(credentials);
  return (
    <SessionApiContext value={api}>
      <RouterProvider router={router} context={{ api }} />
    </SessionApiContext>
  );
}
