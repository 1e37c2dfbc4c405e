import { ApiError } from '@colloquy/contract';
import type { FastifyRequest } from 'fastify';
import type { AccessToken } from '../accounts/access-tokens/token-verifier.ts';
import { WrongSecretError } from '../http/authentication.ts';
import type { Infrastructure } from './infrastructure.ts';

type Counting = Pick<Infrastructure, 'credentialUses'>;

/** Returns what counts a finished request for the credentials that it had. Access tokens are counted when verified. */
export const credentialCounter =
  ({ credentialUses }: Counting) =>
  ({ principal, refusal, raw }: FastifyRequest): void => {
    if (principal !== undefined) {
      if (principal.identity === undefined)
        credentialUses.countUse(principal.accountSid, principal.actor, raw.socket.remoteAddress);
    } else if (refusal?.code === 20003) {
      const known = refusal instanceof WrongSecretError ? refusal.principal : undefined;
      credentialUses.countRefusal(known, raw.socket.remoteAddress);
    }
  };

/** The verification of access tokens, which counts each as a use of the key that signed it. */
export const countingTokens =
  (verifyToken: (token: string) => Promise<AccessToken>, { credentialUses }: Counting) =>
  async (token: string): Promise<AccessToken> => {
    try {
      const verified = await verifyToken(token);
      credentialUses.countUse(verified.accountSid, verified.keySid);
      return verified;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        credentialUses.countRefusal(undefined, undefined);
      throw error;
    }
  };
