import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../observe/metrics.ts';

/**
 * Mounts `/healthz` (the process runs), `/readyz` (it can serve requests) and `/metrics`. None needs credentials.
 *
 * @param isReady returns false or rejects while requests should go elsewhere.
 */
export function mountHealth(
  server: FastifyInstance,
  metrics: Metrics,
  isReady: () => Promise<boolean>,
): void {
  const publicRoute = { config: { public: true } };
  server.get('/healthz', publicRoute, () => ({ status: 'ok' }));
  server.get('/readyz', publicRoute, async (_request, reply) => {
    const ok = await isReady().catch(() => false);
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not ready' });
  });
  server.get('/metrics', publicRoute, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}
