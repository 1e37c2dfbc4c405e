import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

/** An account can have more services; those beyond this number are reached by their address. */
const maxServices = 1000;

/** The services of the account, newest first. */
export const servicesQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.services(),
    queryFn: ({ signal }) => client.listService({ limit: maxServices }, { signal }),
  });
