import { configurationQuery, defaultService } from './service.ts';
import type { SessionApi } from './session-api.ts';

/** What the router calls the loader of a route with, as far as it matters here. */
interface LoaderArguments {
  /** The session; undefined while nobody is signed in. */
  readonly context: { readonly api: SessionApi | undefined };
  readonly cause: 'preload' | 'enter' | 'stay';
}

/**
 * Starts the first queries of a page before it renders: they are on their way meanwhile, also those that the page would
 * send one after the other. Nothing waits for them, and the page's own queries join them and show what fails.
 */
export function startQueries(
  { context: { api }, cause }: LoaderArguments,
  start: (api: SessionApi) => void,
): void {
  if (api !== undefined && cause === 'enter') start(api);
}

/** Starts the first queries of a page of a service, as soon as its SID is known. */
export function startServiceQueries(
  { params, ...loader }: LoaderArguments & { readonly params: { readonly service: string } },
  start: (api: SessionApi, serviceSid: string) => void,
): void {
  startQueries(loader, async (api) => {
    if (params.service !== defaultService) return start(api, params.service);
    const query = configurationQuery(api.client);
    await api.queryClient.prefetchQuery(query);
    const configuration = api.queryClient.getQueryData(query.queryKey);
    if (configuration !== undefined) start(api, configuration.defaultChatServiceSid);
  });
}
