import type { Client } from '@colloquy/client';
import type { QueryClient } from '@tanstack/react-query';
import { createContext } from 'react';
import type { Credentials } from '../session/credentials.ts';
import { createConsoleClient } from './client.ts';
import { createQueryClient } from './query-client.ts';

/** What the pages of one session read the API with: a client, and a cache of what it has read. */
export interface SessionApi {
  readonly client: Client;
  readonly queryClient: QueryClient;
}

let last: { readonly credentials: Credentials; readonly api: SessionApi } | undefined;

/** Returns what the pages of a session use: the same for as long as the session lasts. It forgets a session that has ended. */
export function sessionApiOf(credentials: Credentials | undefined): SessionApi | undefined {
  if (credentials === undefined) last = undefined;
  else if (last?.credentials !== credentials) {
    const api = { client: createConsoleClient(credentials), queryClient: createQueryClient(credentials) };
    last = { credentials, api };
  }
  return last?.api;
}

/** Undefined while nobody is signed in. */
export const SessionApiContext = createContext<SessionApi | undefined>(undefined);
