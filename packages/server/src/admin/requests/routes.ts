import { fetchRequests, listedOrDefault } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import { procedure } from '../../rest/handler.ts';
import { withoutQuery } from '../../rest/without-query.ts';
import { describeParameters } from './describe-parameters.ts';
import type { NumberedRequest, RequestHistory } from './request-history.ts';

/** Mounts the list of the last requests of an account to this process. */
export function mountRequestHistory(
  server: FastifyInstance,
  deps: EndpointDeps,
  { history, processSid }: { readonly history: RequestHistory; readonly processSid: string },
): void {
  mountEndpoint(
    server,
    deps,
    fetchRequests,
    procedure({
      async run({ accountSid, parameters: { limit, failed, operation, slowerThanMs, after = 0 } }) {
        const isMatch = (request: NumberedRequest) =>
          (failed === undefined || failed === request.status >= 400) &&
          (operation === undefined || operation === request.operation) &&
          (slowerThanMs === undefined || request.milliseconds > slowerThanMs);
        const found = history
          .ofAccount(accountSid)
          .filter((request) => request.position > after && isMatch(request))
          .take(listedOrDefault(limit));
        const requests = [...found].map(serializeRequest);
        const { capacity, position } = history;
        return { process_sid: processSid, capacity, position, requests };
      },
    }),
  );
}

const serializeRequest = (request: NumberedRequest) => ({
  position: request.position,
  request_id: request.id ?? null,
  session_sid: request.sessionSid ?? null,
  date: instant(request.time),
  actor: request.actor,
  identity: request.identity ?? null,
  method: request.method,
  path: withoutQuery(request.url),
  operation: request.operation ?? null,
  status: request.status,
  milliseconds: request.milliseconds,
  error_code: request.error?.code ?? null,
  error_message: request.error?.message ?? null,
  idempotency: request.isReplayed ? 'replayed' : request.hasIdempotencyKey ? 'new' : null,
  webhook_enabled: request.isWebhookEnabled,
  parameters: describeParameters(request, request.parameters),
  parameters_cut: request.form.isCut,
  ignored_parameters: request.ignoredQuery,
});
