import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { createConsoleRouter } from './routes.tsx';

/** The console: its pages, by their addresses. */
export function App() {
  const [router] = useState(createConsoleRouter);
  return <RouterProvider router={router} />;
}
