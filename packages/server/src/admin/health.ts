import { fetchHealth, fetchMetrics, fetchReadiness } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { endpointRoute } from '../http/endpoint-route.ts';
import type { Metrics } from '../observe/metrics.ts';
import { notFound } from '../rest/not-found.ts';
import { withoutQuery } from '../rest/without-query.ts';

/**
 * Mounts the health (the process runs), the readiness (it can serve requests) and the metrics. None needs credentials.
 *
 * @param isReady returns false or rejects while requests should go elsewhere.
 */
export function mountHealth(
  server: FastifyInstance,
  metrics: Metrics,
  isReady: () => Promise<boolean>,
): void {
  server.route({ ...endpointRoute(fetchHealth), handler: () => ({ status: 'ok' }) });
  server.route({
    ...endpointRoute(fetchReadiness),
    handler: async (_request, reply) => {
      const ok = await isReady().catch(() => false);
      return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not ready' });
    },
  });
  server.route({
    ...endpointRoute(fetchMetrics),
    handler: async ({ url }, reply) => {
      // A proxy that keeps the metrics private compares the path, so no other spelling of it may lead here.
      if (withoutQuery(url) !== fetchMetrics.path) throw notFound(url);
      return reply.type(metrics.contentType).send(await metrics.render());
    },
  });
}
