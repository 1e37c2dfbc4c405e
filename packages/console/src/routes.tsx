import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  redirect,
} from '@tanstack/react-router';
import { conversationsQuery } from './api/conversations.ts';
import { consolePath } from './api/locations.ts';
import { metricsQuery } from './api/metrics.ts';
import type { SessionApi } from './api/session-api.ts';
import { startQueries, startServiceQueries } from './api/start-queries.ts';
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
});

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: parseRequestFilters,
  component: RequestsPage,
});

const webhooksRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks',
  validateSearch: parseDeliveryFilters,
  component: WebhooksPage,
});

const deliveryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/webhooks/$delivery',
  component: DeliveryPage,
});

const usersRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/users',
  component: UsersPage,
});

const rolesRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/roles',
  component: RolesPage,
});

const configurationRoute = createRoute({
  getParentRoute: () => serviceRoute,
  path: '/configuration',
  component: ConfigurationPage,
});

const realtimeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/realtime',
  component: RealtimePage,
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

/** Creates the router. */
export const createConsoleRouter = () =>
  createRouter({
    routeTree,
    basepath: consolePath,
    context: { api: undefined },
    defaultPreload: 'intent',
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: FailedPage,
    // The reference scrolls to what its address names.
    scrollRestoration: ({ location }) => !/\/reference(?:\/|$)/.test(location.pathname),
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
