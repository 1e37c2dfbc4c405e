import { ApiError } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import type { AccessToken } from '../../accounts/access-tokens/token-verifier.ts';

/** Who asks for media: a back end with Basic credentials, or an SDK user with a token. */
export interface Caller {
  readonly accountSid: string;
  /** Null for a back end, which may do what all users of its account may. */
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
 * Who sends a request that is about the service of its path.
 *
 * @throws ApiError 20106 for a token that is good for another service, and those of the options.
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
