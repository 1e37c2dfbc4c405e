import type { Client } from '@colloquy/client';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { useClient } from './client.ts';
import { queryKeys } from './query-keys.ts';

/** The service whose pages are open. */
export interface OpenService {
  readonly sid: string;
  /** How addresses name it: its SID, or `default`. */
  readonly address: string;
}

/** The word that stands for the default service in addresses. */
export const defaultService = 'default';

export const ServiceContext = createContext<OpenService | undefined>(undefined);

/** The service of the page. @throws Error on pages that do not belong to a service. */
export function useService(): OpenService {
  const service = use(ServiceContext);
  if (service === undefined) throw new Error('This page does not belong to a service.');
  return service;
}

/** The account's configuration, which names its default service. */
export const configurationQuery = (client: Client) =>
  queryOptions({
    queryKey: queryKeys.configuration(),
    queryFn: ({ signal }) => client.fetchConfiguration({ signal }),
  });

export const useConfiguration = () => useQuery(configurationQuery(useClient()));
