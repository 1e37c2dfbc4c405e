import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { sessionApiOf } from './api/session-api.ts';
import { App } from './app.tsx';
import { createConsoleRouter } from './routes.tsx';
import { session, startSession } from './session/session.ts';

startSession();
const router = createConsoleRouter(sessionApiOf(session.get().credentials));
// The first requests are on their way while React renders.
void router.load();
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <App router={router} />
  </StrictMode>,
);
