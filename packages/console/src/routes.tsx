import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  redirect,
} from '@tanstack/react-router';
import { clockDueQuery } from './api/clock.ts';
import { conversationsQuery } from './api/conversations.ts';
import { consolePath } from './api/locations.ts';
import { metricsQuery } from './api/metrics.ts';
import { realtimeSessionsQuery } from './api/realtime.ts';
import { requestsQuery } from './api/requests.ts';
import { serviceConfigurationQuery } from './api/service-configuration.ts';
import type { SessionApi } from './api/session-api.ts';
import { startQueries, startServiceQueries } from './api/start-queries.ts';
import { rolesQuery, usersQuery } from './api/users.ts';
import { deliveryQuery } from './api/webhooks.ts';
import { ClockPage } from './pages/clock/clock-page.tsx';
import { ConfigurationPage } from './pages/configuration/configuration-page.tsx';
import { ConversationPage } from './pages/conversation/conversation-page.tsx';
import { startConversationQueries } from './pages/conversation/start-conversation-queries.ts';
import { ConversationsPage } from './pages/conversations/conversations-page.tsx';
import { listParameters, parseConversationFilters } from './pages/conversations/filters.ts';
import { EventsPage } from './pages/events/events-page.tsx';
import { parseEventFilters } from './pages/events/filters.ts';
import { FailedPage } from './pages/failed-page.tsx';
import { KeysPage } from './pages/keys/keys-page.tsx';
import { parseMetricsFilters } from './pages/metrics/ranges.ts';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RealtimePage } from './pages/realtime/realtime-page.tsx';
import { parseReferenceSearch, parseSignInSearch } from './pages/reference/parse-search.ts';
import { parseRequestFilters } from './pages/requests/filters.ts';
import { RequestsPage } from './pages/requests/requests-page.tsx';
import { RolesPage } from './pages/roles/roles-page.tsx';
import { ServicesPage } from './pages/services/services-page.tsx';
import { AfterSignIn } from './pages/sign-in/after-sign-in.tsx';
import { UsersPage } from './pages/users/users-page.tsx';
import { DeliveryPage } from './pages/webhooks/delivery-page.tsx';
import { parseDeliveryFilters } from './pages/webhooks/filters.ts';
import { startWebhookQueries } from './pages/webhooks/start-webhook-queries.ts';
import { WebhooksPage } from './pages/webhooks/webhooks-page.tsx';
import { Root } from './shell/root.tsx';
import { ServiceScope } from './shell/service-scope.tsx';
import { startShellQueries } from './shell/start-shell-queries.ts';

/*
 * Every page has an address here. All pages are in one script, because a page of its own is smaller than what a browser
 * needs to ask for it; only those with large parts that no other page needs are loaded when they are opened.
 */

const rootRoute = createRootRouteWithContext<{ api: SessionApi | undefined }>()({
  component: Root,
  loader: (loader) => startQueries(loader, startShellQueries),
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  // A component, because the form to sign in stays at the address that was opened.
  component: () => <Navigate to="/services" replace />,
});

const servicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services',
  component: ServicesPage,
});

/** The pages of one service; `default` stands for the default service. */
const serviceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/services/$service',
  component: ServiceScope,
});

const serviceIndexRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/services/$service/conversations', params, replace: true });
  },
});

const conversationsRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/conversations',
  validateSearch: parseConversationFilters,
  component: ConversationsPage,
  loader: (loader) =>
    startServiceQueries(loader, ({ client, queryClient }, serviceSid) => {
      const parameters = listParameters(parseConversationFilters(loader.location.search));
      void queryClient.prefetchInfiniteQuery(conversationsQuery(client, serviceSid, parameters));
    }),
});

const conversationRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/conversations/$conversation',
  component: ConversationPage,
  loader: (loader) =>
    startServiceQueries(loader, (api, serviceSid) =>
      startConversationQueries(api, serviceSid, loader.params.conversation),
    ),
});

const keysRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/keys',
  component: KeysPage,
});

const clockRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/clock',
  component: ClockPage,
  loader: (loader) =>
    startQueries(loader, ({ client, queryClient }) => void queryClient.prefetchQuery(clockDueQuery(client))),
});

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: parseRequestFilters,
  component: RequestsPage,
  loader: (loader) =>
    startQueries(loader, ({ client, queryClient }) => {
      const filters = parseRequestFilters(loader.location.search);
      void queryClient.prefetchQuery(requestsQuery(client, filters));
    }),
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: parseDeliveryFilters,
  component: WebhooksPage,
  loader: (loader) =>
    startQueries(loader, (api) => startWebhookQueries(api, parseDeliveryFilters(loader.location.search))),
});

const deliveryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$delivery',
  component: DeliveryPage,
  loader: (loader) =>
    startQueries(
      loader,
      ({ client, queryClient }) =>
        void queryClient.prefetchQuery(deliveryQuery(client, loader.params.delivery)),
    ),
});

const usersRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/users',
  component: UsersPage,
  loader: (loader) =>
    startServiceQueries(loader, ({ client, queryClient }, serviceSid) => {
      void queryClient.prefetchInfiniteQuery(usersQuery(client, serviceSid));
      void queryClient.prefetchQuery(rolesQuery(client, serviceSid));
    }),
});

const rolesRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/roles',
  component: RolesPage,
  loader: (loader) =>
    startServiceQueries(
      loader,
      ({ client, queryClient }, serviceSid) => void queryClient.prefetchQuery(rolesQuery(client, serviceSid)),
    ),
});

const configurationRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/configuration',
  component: ConfigurationPage,
  loader: (loader) =>
    startServiceQueries(loader, ({ client, queryClient }, serviceSid) => {
      void queryClient.prefetchQuery(serviceConfigurationQuery(client, serviceSid));
      void queryClient.prefetchQuery(rolesQuery(client, serviceSid));
    }),
});

const realtimeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/realtime',
  component: RealtimePage,
  loader: (loader) =>
    startQueries(
      loader,
      ({ client, queryClient }) => void queryClient.prefetchQuery(realtimeSessionsQuery(client)),
    ),
});

const eventsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/events',
  validateSearch: parseEventFilters,
  component: EventsPage,
});

/** The reference of the API needs no credentials; see `shell/root.tsx`. */
const referenceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reference',
  validateSearch: parseReferenceSearch,
  component: lazyRouteComponent(() => import('./pages/reference/reference-page.tsx'), 'ReferencePage'),
});

const referenceIndexRoute = createRoute({ getParentRoute: () => referenceRoute, path: '/' });

/** An operation, a group of operations, `errors`, or an error code. */
const referenceTopicRoute = createRoute({ getParentRoute: () => referenceRoute, path: '/$topic' });

/** A link to the form, which returns to the reference. */
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: parseSignInSearch,
  component: AfterSignIn,
});

const metricsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/metrics',
  validateSearch: parseMetricsFilters,
  loader: (loader) =>
    startQueries(loader, ({ client, queryClient }) => void queryClient.prefetchQuery(metricsQuery(client))),
  component: lazyRouteComponent(() => import('./pages/metrics/metrics-page.tsx'), 'MetricsPage'),
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  servicesRoute,
  serviceRoute.addChildren([
    serviceIndexRoute,
    conversationsRoute,
    conversationRoute,
    usersRoute,
    rolesRoute,
    configurationRoute,
  ]),
  keysRoute,
  clockRoute,
  requestsRoute,
  webhooksRoute,
  deliveryRoute,
  realtimeRoute,
  eventsRoute,
  referenceRoute.addChildren([referenceIndexRoute, referenceTopicRoute]),
  signInRoute,
  metricsRoute,
]);

/** Creates the router. @param api of the session, or undefined while nobody is signed in. */
export const createConsoleRouter = (api: SessionApi | undefined) =>
  createRouter({
    routeTree,
    basepath: consolePath,
    context: { api },
    defaultPreload: 'intent',
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: FailedPage,
    // The reference scrolls to what its address names.
    scrollRestoration: ({ location }) => !/\/reference(?:\/|$)/.test(location.pathname),
  });

export type ConsoleRouter = ReturnType<typeof createConsoleRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: ConsoleRouter;
  }
}
