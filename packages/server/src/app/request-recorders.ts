import { captureForm } from '../admin/requests/capture-form.ts';
import { ignoredQueryNames } from '../http/ignored-query.ts';
import type { HttpOptions } from '../http/server.ts';
import type { FinishedRequest } from '../realtime/router/router.ts';
import type { Infrastructure } from './infrastructure.ts';

/** What the history of requests keeps of a URL. */
const maxUrlLength = 2048;

type Recording = Pick<Infrastructure, 'clock' | 'requestHistory'>;

/**
 * Returns what adds requests by HTTP to the history. Requests without valid credentials belong to no account, so no
 * history has them.
 */
export const requestRecorder =
  ({ clock, requestHistory }: Recording): HttpOptions['onResponse'] =>
  (request, status, milliseconds) => {
    const { principal, headers, refusal } = request;
    if (principal === undefined || requestHistory.capacity === 0) return;
    const { operationId, parameters } = request.routeOptions.config ?? {};
    const webhookEnabled = headers['x-twilio-webhook-enabled'];
    requestHistory.add({
      id: request.id,
      sessionSid: undefined,
      accountSid: principal.accountSid,
      actor: principal.actor,
      identity: principal.identity,
      time: clock.now(),
      method: request.method,
      url: cutUrl(request.url),
      operation: operationId,
      parameters,
      status,
      milliseconds,
      error: refusal && { code: refusal.code, message: refusal.message },
      hasIdempotencyKey: headers['idempotency-key'] !== undefined,
      isReplayed: request.replayed,
      isWebhookEnabled: typeof webhookEnabled === 'string' && webhookEnabled.toLowerCase() === 'true',
      form: captureForm(request.body),
      ignoredQuery: ignoredQueryNames(request),
    });
  };

/**
 * Returns what adds requests of real-time sessions to the history: those that carry out an operation of the API, and
 * those that fail. What a client reads when it starts would push them out.
 */
export const sessionRequestRecorder =
  ({ clock, requestHistory }: Recording) =>
  (request: FinishedRequest): void => {
    const { session, operation, status, error, polled } = request;
    if (requestHistory.capacity === 0 || polled) return;
    if (operation === undefined && error === undefined) return;
    const { accountSid, keySid, identity } = session.user;
    requestHistory.add({
      id: undefined,
      sessionSid: session.sid,
      accountSid,
      actor: keySid,
      identity,
      time: clock.now(),
      method: request.method,
      url: cutUrl(request.path),
      operation: operation?.name,
      parameters: operation?.parameters,
      status,
      milliseconds: Math.round(request.milliseconds * 100) / 100,
      error: error && { code: error.code, message: error.message },
      // The pipeline does not tell whether a client has sent a change again.
      hasIdempotencyKey: false,
      isReplayed: false,
      isWebhookEnabled: true,
      form: captureForm(operation?.fields()),
      ignoredQuery: [],
    });
  };

/** Copied, because a part of a text would keep all of it. */
const cutUrl = (url: string): string =>
  url.length > maxUrlLength ? Buffer.from(url.slice(0, maxUrlLength)).toString() : url;
