import { captureForm } from '../admin/requests/capture-form.ts';
import { ignoredQueryNames } from '../http/ignored-query.ts';
import type { HttpOptions } from '../http/server.ts';
import { TickBatcher } from '../platform/tick-batcher.ts';
import { withoutQuery } from '../rest/without-query.ts';
import type { Infrastructure } from './infrastructure.ts';

/** What the history of requests keeps of a URL. */
const maxUrlLength = 2048;

type ResponseObserver = HttpOptions['onResponse'];

/**
 * Returns what makes of each request one line in the log, one observation, and an entry of the history.
 *
 * @param countRequest counts a request for its account.
 */
export function observeResponses(
  infrastructure: Infrastructure,
  countRequest: (accountSid: string) => void,
): ResponseObserver {
  const { log, metrics, throttle } = infrastructure;
  const recordRequest = requestRecorder(infrastructure);
  const batcher = new TickBatcher();
  return (request, status, milliseconds) => {
    throttle.onResponse();
    batcher.add(() => {
      const { operation = 'other', polled } = request.routeOptions.config ?? {};
      const { refusal, principal } = request;
      const rounded = Math.round(milliseconds * 100) / 100;
      const isRoutine = polled === true && refusal === undefined;
      metrics.observeRequest(operation, status, milliseconds / 1000);
      if (principal !== undefined) countRequest(principal.accountSid);
      log.logRequest(
        {
          request: request.id,
          method: request.method,
          path: withoutQuery(request.url),
          status,
          milliseconds: rounded,
          // The identity of a user is personal, and can contain any characters.
          actor: principal?.identity === undefined ? principal?.actor : undefined,
          refusal,
          ignoredQuery: ignoredQueryNames(request),
        },
        isRoutine ? 'debug' : 'info',
      );
      if (!isRoutine) recordRequest(request, status, rounded);
    });
  };
}

/** Requests without valid credentials belong to no account, so no history has them. */
const requestRecorder =
  ({ clock, requestHistory }: Infrastructure): ResponseObserver =>
  (request, status, milliseconds) => {
    const { principal, headers, url, refusal } = request;
    if (principal === undefined || requestHistory.capacity === 0) return;
    const { operationId, parameters } = request.routeOptions.config ?? {};
    const webhookEnabled = headers['x-twilio-webhook-enabled'];
    requestHistory.add({
      id: request.id,
      accountSid: principal.accountSid,
      actor: principal.actor,
      time: clock.now(),
      method: request.method,
      // Copied, because a part of a text would keep all of it.
      url: url.length > maxUrlLength ? Buffer.from(url.slice(0, maxUrlLength)).toString() : url,
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
