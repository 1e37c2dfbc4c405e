import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../observe/metrics.ts';

/**
 * What an operator asks: `/healthz` says that the process runs, `/readyz` that it can serve, `/metrics` what it
 * has done. None needs credentials.
 *
 * @param isReady rejects, or answers false, while requests should go elsewhere.
 */
export function mountHealth(
  server: FastifyInstance,
  metrics: Metrics,
  isReady: () => Promise<boolean>,
): void {
  const open = { config: { open: true } };
  server.get('/healthz', open, () => ({ status: 'ok' }));
  server.get('/readyz', open, async (_request, reply) => {
    const ok = await isReady().catch(() => false);
    return reply.code(ok ? 200 : 503).send({ status: ok ? 'ready' : 'not ready' });
  });
  server.get('/metrics', open, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  );
}
