/** A page in the side bar. */
export interface NavigationEntry {
  readonly title: string;
  /** Its address, as in `routes.tsx`; `$service` stands for the open service. */
  readonly to:
    | '/services'
    | '/services/$service/conversations'
    | '/keys'
    | '/clock'
    | '/requests'
    | '/webhooks'
    | '/services/$service/users'
    | '/services/$service/roles'
    | '/services/$service/configuration'
    | '/realtime'
    | '/events'
    | '/metrics'
    | '/reference';
}

/** The pages of a service, in the order of the side bar. */
export const servicePages: readonly NavigationEntry[] = [
  { title: 'Conversations', to: '/services/$service/conversations' },
  { title: 'Users', to: '/services/$service/users' },
  { title: 'Roles', to: '/services/$service/roles' },
  { title: 'Configuration', to: '/services/$service/configuration' },
];

/** The pages of the account. */
export const accountPages: readonly NavigationEntry[] = [
  { title: 'Services', to: '/services' },
  { title: 'API keys', to: '/keys' },
  { title: 'Clock', to: '/clock' },
  { title: 'Requests', to: '/requests' },
  { title: 'Webhooks', to: '/webhooks' },
  { title: 'Real time', to: '/realtime' },
  { title: 'Events', to: '/events' },
  { title: 'Metrics', to: '/metrics' },
  { title: 'API reference', to: '/reference' },
];
