import { serverClockQuery } from '../api/clock.ts';
import { configurationQuery } from '../api/service.ts';
import { servicesQuery } from '../api/services.ts';
import type { SessionApi } from '../api/session-api.ts';

/** Starts what every page needs: the account, its services, and the time. */
export function startShellQueries({ client, queryClient }: SessionApi): void {
  void queryClient.prefetchQuery(configurationQuery(client));
  void queryClient.prefetchQuery(servicesQuery(client));
  void queryClient.prefetchQuery(serverClockQuery(client));
}
