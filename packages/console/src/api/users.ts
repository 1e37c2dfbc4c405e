import type { Client, Item } from '@colloquy/client';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { nextPageParameters, type PageParameters } from './pages.ts';
import { queryKeys } from './query-keys.ts';

export type User = Item<'user'>;
export type Role = Item<'role'>;

/** The users of a service, page by page. */
export const usersQuery = (client: Client, serviceSid: string) =>
  infiniteQueryOptions({
    queryKey: [...queryKeys.users(serviceSid), 'pages'],
    queryFn: ({ pageParam, signal }) =>
      client.pageServiceUser(serviceSid, { ...pageParam, pageSize: 50 }, { signal }),
    initialPageParam: undefined as PageParameters | undefined, // The literal's own type would be undefined alone.
    getNextPageParam: nextPageParameters,
  });

/** The roles of a service, all of them: services have a few. */
export const rolesQuery = (client: Client, serviceSid: string) =>
  queryOptions({
    queryKey: queryKeys.roles(serviceSid),
    queryFn: ({ signal }) => client.listServiceRole(serviceSid, { limit: 1000 }, { signal }),
  });
