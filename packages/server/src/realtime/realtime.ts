import { ApiError } from '@colloquy/contract';
import type { HandlerDeps } from '../rest/handler.ts';
import type { OperationDeps } from '../rest/operation-pipeline.ts';
import type { Hub } from './hub/hub.ts';
import { Typing } from './hub/typing.ts';
import { ensureSessionUser } from './presence/ensure-user.ts';
import type { Presence } from './presence/presence.ts';
import { commandRoutes } from './router/command-routes.ts';
import { configurationRoute } from './router/configuration-route.ts';
import { contentRoutes } from './router/content-routes.ts';
import { messageRoutes } from './router/message-routes.ts';
import { registrationRoutes } from './router/registration-routes.ts';
import { createRouter, type FinishedRequest } from './router/router.ts';
import { subscriptionsRoute } from './router/subscriptions-route.ts';
import { syncRoutes } from './router/sync-routes.ts';
import { typingRoute } from './router/typing-route.ts';
import type { EndReason, Session, SessionListener } from './session/session.ts';

interface RealtimeOptions {
  readonly deps: HandlerDeps;
  readonly presence: Presence;
  readonly operations: OperationDeps;
  readonly hub: Hub;
  readonly maxMediaBytes: number;
  readonly eventRetentionMs: number;
  /** The error of the catalogue for whatever a request has thrown; it reports those that are the server's fault. */
  readonly toApiError: (error: unknown) => ApiError;
  /** Called with each request of a session, after its reply. */
  readonly onRequest: (request: FinishedRequest) => void;
  readonly onError: (error: unknown) => void;
}

/** What the sessions of the client SDK are connected to: requests to the pipeline, and changes from the log. */
export class Realtime implements SessionListener {
  readonly request: SessionListener['request'];
  readonly #hub: Hub;
  readonly #presence: Presence;
  readonly #deps: HandlerDeps;
  readonly #onError: (error: unknown) => void;

  constructor({
    deps,
    operations,
    presence,
    hub,
    onError,
    onRequest,
    toApiError,
    maxMediaBytes,
    eventRetentionMs,
  }: RealtimeOptions) {
    const { storage } = deps;
    this.#deps = deps;
    this.#onError = onError;
    this.#presence = presence;
    this.#hub = hub;
    const polled = [
      configurationRoute(deps, { maxMediaBytes }),
      ...syncRoutes(storage),
      subscriptionsRoute(hub, eventRetentionMs),
      typingRoute(new Typing({ storage, hub, onError })),
    ].map((route) => ({ ...route, polled: true }));
    const requested = [
      ...registrationRoutes(deps),
      ...contentRoutes,
      ...messageRoutes(storage),
      ...commandRoutes(operations),
    ];
    this.request = createRouter([...polled, ...requested], { toApiError, onRequest });
  }

  /** @throws ApiError 50050 for a token of a service that does not exist. */
  async opened(session: Session): Promise<void> {
    const userSid = await ensureSessionUser(this.#deps, session.user);
    if (userSid === undefined) throw new ApiError(50050);
    await this.#presence.opened(session, userSid);
    this.#hub.add(session);
  }

  closed(session: Session, reason: EndReason): void {
    this.#hub.remove(session);
    this.#presence.closed(session, reason).catch(this.#onError);
  }
}
