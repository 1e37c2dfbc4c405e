/**
 * The keys of all queries. What belongs to an object has a key that begins with that of the object, so that an event of
 * the object can invalidate it; see `invalidated-keys.ts`.
 */
export const queryKeys = {
  configuration: () => ['configuration'] as const,
  keys: () => ['keys'] as const,
  clock: () => ['clock'] as const,
  requests: () => ['requests'] as const,
  allDeliveries: () => ['all-deliveries'] as const,
  realtime: () => ['realtime'] as const,
  metrics: () => ['metrics'] as const,
  services: () => ['services'] as const,
  service: (sid: string) => ['services', sid] as const,
  /** Lists of conversations of a service, whatever their filters. */
  conversationLists: (serviceSid: string) => ['services', serviceSid, 'conversations'] as const,
  /** What lists of conversations of a service show beside the conversations. */
  conversationSummaries: (serviceSid: string) => ['services', serviceSid, 'conversation-summaries'] as const,
  users: (serviceSid: string) => ['services', serviceSid, 'users'] as const,
  roles: (serviceSid: string) => ['services', serviceSid, 'roles'] as const,
  serviceConfiguration: (sid: string) => ['services', sid, 'configuration'] as const,
  /** The webhooks of a service, or of the account. */
  webhookSettings: (serviceSid: string | undefined) =>
    serviceSid === undefined
      ? (['configuration', 'webhooks'] as const)
      : (['services', serviceSid, 'webhooks'] as const),
  /** The object alone, without what belongs to it. */
  conversation: (sid: string) => ['conversations', sid, 'object'] as const,
  messages: (conversationSid: string) => ['conversations', conversationSid, 'messages'] as const,
  /** The changes of its state. */
  stateChanges: (conversationSid: string) => ['conversations', conversationSid, 'states'] as const,
  webhooks: (conversationSid: string) => ['conversations', conversationSid, 'webhooks'] as const,
  participants: (conversationSid: string) => ['conversations', conversationSid, 'participants'] as const,
};
