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

export const createSessionApi = (credentials: Credentials): SessionApi => ({
  client: createConsoleClient(credentials),
  queryClient: createQueryClient(credentials),
});

/** Undefined while nobody is signed in. */
export const SessionApiContext = createContext<SessionApi | undefined>(undefined);
