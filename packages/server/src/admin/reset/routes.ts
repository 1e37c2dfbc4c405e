import { resetServer } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { mountEndpoint } from '../../http/mount-endpoint.ts';

/** Mounts the reset, which replies when everything except credentials has been deleted, in all accounts. */
export function mountReset(server: FastifyInstance, reset: () => Promise<void>): void {
  mountEndpoint(server, resetServer, async () => {
    await reset();
    return undefined;
  });
}
