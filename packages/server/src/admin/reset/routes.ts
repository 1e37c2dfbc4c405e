import { ApiError, resetServer } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { LegalHoldError } from '../../legal-holds/legal-holds.ts';
import { procedure } from '../../rest/handler.ts';

/** Mounts the reset, which replies when everything except credentials has been deleted, in all accounts. */
export function mountReset(server: FastifyInstance, deps: EndpointDeps, reset: () => Promise<void>): void {
  mountEndpoint(
    server,
    deps,
    resetServer,
    procedure({
      async run() {
        await reset().catch((error: unknown) => {
          throw error instanceof LegalHoldError ? new ApiError(20001, error.message, 409) : error;
        });
        return undefined;
      },
    }),
  );
}
