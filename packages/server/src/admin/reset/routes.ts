import type { FastifyInstance } from 'fastify';

/** `POST /colloquy/v1/reset` removes everything but credentials, of all accounts, and answers when it is done. */
export function mountReset(server: FastifyInstance, reset: () => Promise<void>): void {
  server.post('/colloquy/v1/reset', async (_request, reply) => {
    await reset();
    return reply.code(204).send();
  });
}
