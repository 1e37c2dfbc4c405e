import { RouterProvider } from '@tanstack/react-router';
import { useMemo, useState, useSyncExternalStore } from 'react';
import { createSessionApi, SessionApiContext } from './api/session-api.ts';
import { createConsoleRouter } from './routes.tsx';
import { session } from './session/session.ts';

/** The console: its pages, by their addresses. */
export function App() {
  const { credentials } = useSyncExternalStore(session.subscribe, session.get);
  const api = useMemo(() => credentials && createSessionApi(credentials), [credentials]);
  const [router] = useState(createConsoleRouter);
  return (
    <SessionApiContext value={api}>
      <RouterProvider router={router} context={{ api }} />
    </SessionApiContext>
  );
}
