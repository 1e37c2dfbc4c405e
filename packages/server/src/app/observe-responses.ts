import { ignoredQueryNames } from '../http/ignored-query.ts';
import type { HttpOptions } from '../http/server.ts';
import { TickBatcher } from '../platform/tick-batcher.ts';
import { withoutQuery } from '../rest/without-query.ts';
import { credentialCounter } from './count-credentials.ts';
import type { Infrastructure } from './infrastructure.ts';
import { requestRecorder } from './request-recorders.ts';

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
  const countCredential = credentialCounter(infrastructure);
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
      countCredential(request);
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
