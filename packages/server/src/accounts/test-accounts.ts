import { createAccount } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { procedure } from '../rest/handler.ts';
import type { AccountCredentials } from './accounts.ts';

/** Mounts the endpoint that creates an account for a test. */
export function mountTestAccounts(
  server: FastifyInstance,
  deps: EndpointDeps,
  create: () => Promise<AccountCredentials>,
): void {
  mountEndpoint(
    server,
    deps,
    createAccount,
    procedure({
      async run() {
        const { accountSid, authToken } = await create();
        return { sid: accountSid, auth_token: authToken };
      },
    }),
  );
}
