import type { FastifyInstance } from 'fastify';

/** Mounts `POST /colloquy/v1/reset`, which removes everything except accounts and API keys. */
export function mountReset(server: FastifyInstance, reset: () => Promise<void>): void {
  server.post('/colloquy/v1/reset', async (_request, reply) => {
    await reset();
    return reply.code(204).send();
  });
}
