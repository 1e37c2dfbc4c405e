import {
  type Client,
  type ClientOptions,
  createClient,
  createRawSender,
  type SendRaw,
} from '@colloquy/client';
import { createContext, use } from 'react';
import type { Credentials } from '../session/credentials.ts';
import { apiBaseUrl } from './locations.ts';

/** Creates the client of a session. @param options replace what the client needs from the browser. */
export const createConsoleClient = (
  { sid, secret }: Credentials,
  options: Partial<ClientOptions> = {},
): Client => createClient({ ...options, baseUrl: apiBaseUrl, username: sid, password: secret });

/** Creates a function that sends requests as they are with the credentials of a session. */
export const createConsoleSender = ({ sid, secret }: Credentials): SendRaw =>
  createRawSender({ baseUrl: apiBaseUrl, username: sid, password: secret });

export const ClientContext = createContext<Client | undefined>(undefined);

/** The client of the session. @throws Error outside of the pages behind the sign-in. */
export function useClient(): Client {
  const client = use(ClientContext);
  if (client === undefined) throw new Error('There is no session here.');
  return client;
}
