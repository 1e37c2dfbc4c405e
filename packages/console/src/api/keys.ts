import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

export type ApiKey = Awaited<ReturnType<Client['fetchKey']>>;

/** The first API keys of an account, newest first; more than people can tell apart. */
const maxKeys = 1000;

/** The API keys of an account, newest first. Only the credentials of the account itself may list them. */
export const keysQuery = (client: Client, accountSid: string) =>
  queryOptions({
    queryKey: queryKeys.keys(),
    queryFn: ({ signal }) => client.listKey(accountSid, { limit: maxKeys }, { signal }),
  });
