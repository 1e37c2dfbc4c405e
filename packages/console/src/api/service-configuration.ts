import type { Client } from '@colloquy/client';
import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './query-keys.ts';

/** The default roles of a service, and its reachability setting. */
export const serviceConfigurationQuery = (client: Client, serviceSid: string) =>
  queryOptions({
    queryKey: queryKeys.serviceConfiguration(serviceSid),
    queryFn: ({ signal }) => client.fetchServiceConfiguration(serviceSid, { signal }),
  });

export type ServiceConfiguration = Awaited<ReturnType<Client['fetchServiceConfiguration']>>;
