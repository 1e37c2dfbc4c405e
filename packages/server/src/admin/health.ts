import { fetchHealth, fetchMetrics, fetchReadiness } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { endpointRoute } from '../http/endpoint-route.ts';
import type { Metrics } from '../observe/metrics.ts';

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
    handler: async (_request, reply) => reply.type(metrics.contentType).send(await metrics.render()),
  });
}
