import { ApiError } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import type { AccessToken } from '../../accounts/access-tokens/token-verifier.ts';

/** The caller of a media path: a back end with Basic credentials, or an SDK user with an access token. */
export interface Caller {
  readonly accountSid: string;
  /** Null for a back end, which has the rights of all users of its account. */
  readonly identity: string | null;
}

interface Authenticated {
  readonly accountSid: string;
}

export interface CallerOptions {
  /** @throws ApiError 20003. */
  readonly authenticate: (authorization: string | undefined) => Authenticated | Promise<Authenticated>;
  /** @throws ApiError 20101 to 20107, 20157. */
  readonly verifyToken: (token: string) => Promise<AccessToken>;
}

/**
 * Authenticates the caller of a path below a service.
 *
 * @throws ApiError 20106 for a token of another service, and the errors of the options.
 */
export async function authenticateCaller(
  { headers }: FastifyRequest,
  serviceSid: string | undefined,
  { authenticate, verifyToken }: CallerOptions,
): Promise<Caller> {
  const token = headers['x-twilio-token'];
  if (token === undefined) {
    const { accountSid } = await authenticate(headers.authorization);
    return { accountSid, identity: null };
  }
  const { accountSid, identity, serviceSid: grantedServiceSid } = await verifyToken(String(token));
  if (grantedServiceSid !== serviceSid) throw new ApiError(20106);
  return { accountSid, identity };
}
