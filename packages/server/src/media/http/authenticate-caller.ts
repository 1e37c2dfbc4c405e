import { ApiError } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import type { AccessToken } from '../../accounts/access-tokens/token-verifier.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import type { IncomingRequest, Principal } from '../../rest/incoming-request.ts';

export interface CallerOptions {
  /** @throws ApiError 20003. */
  readonly authenticate: (authorization: string | undefined) => Principal | Promise<Principal>;
  /** @throws ApiError 20101 to 20107. */
  readonly verifyToken: (token: string) => Promise<AccessToken>;
}

/**
 * Authenticates the caller of a path below a service: a back end with Basic credentials, or an SDK user with an access
 * token.
 *
 * @throws ApiError 20106 for a token of another service, and the errors of the options.
 */
export async function authenticateCaller(
  { headers, params }: FastifyRequest,
  { authenticate, verifyToken }: CallerOptions,
): Promise<Principal> {
  const token = headers['x-twilio-token'];
  if (token === undefined) return authenticate(headers.authorization);
  const { accountSid, identity, serviceSid } = await verifyToken(String(token));
  const { ChatServiceSid: given = '' } = params as IncomingRequest['path'];
  if (serviceSid !== canonicalSid('IS', given)) throw new ApiError(20106);
  return { accountSid, actor: identity, identity };
}
