import {
  ApiError,
  type createToken,
  defaultTokenLifetimeSeconds,
  type ReplyJson,
  type ValuesOf,
} from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import type { DecodedRequest } from '../../rest/request-context.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { KeyRing } from '../api-keys/key-ring.ts';
import { ensureSigningKey } from './signing-key.ts';

interface IssuerDeps extends Pick<HandlerDeps, 'storage' | 'clock' | 'sids'> {
  readonly keyRing: Pick<KeyRing, 'find'>;
  readonly randomness: Randomness;
  /** SID of the account's default service, which is created on first use. */
  readonly resolveDefaultService: (accountSid: string) => Promise<string>;
}

type TokenRequest = Pick<
  DecodedRequest<ValuesOf<(typeof createToken)['parameters']>>,
  'accountSid' | 'actor' | 'parameters' | 'now'
>;

/** Creates an access token for the user that a request names. */
export type IssueToken = (request: TokenRequest) => Promise<ReplyJson<(typeof createToken)['reply']>>;

/**
 * Creates the function that creates access tokens for developers.
 *
 * An API key can sign tokens without the server, so it may request them, too. Its tokens are signed with the key itself:
 * they end when the key is deleted, and not a day later. Those of the account are signed with a key that the server
 * keeps.
 */
export function createTokenIssuer({ keyRing, resolveDefaultService, ...deps }: IssuerDeps): IssueToken {
  const findSigningKey = async (accountSid: string, actor: string) => {
    if (actor === accountSid) return ensureSigningKey(deps, accountSid);
    const own = await keyRing.find(actor);
    // It has been deleted since the request was authenticated.
    if (own === undefined) throw new ApiError(20003);
    return own;
  };
  const resolveService = async (accountSid: string, chatServiceSid: string | undefined) => {
    if (chatServiceSid === undefined) return resolveDefaultService(accountSid);
    const key = serviceKey({ accountSid, chatServiceSid });
    const found = await deps.storage.read((reader) => reader.one(serviceExists, key));
    if (found === undefined) throw new ApiError(20404, `service ${chatServiceSid}`);
    return chatServiceSid;
  };
  return async ({ accountSid, actor, parameters, now }) => {
    const { identity, ttl = defaultTokenLifetimeSeconds } = parameters;
    const serviceSid = await resolveService(accountSid, parameters.serviceSid);
    const key = await findSigningKey(accountSid, actor);
    const issuedAt = Math.floor(now / 1000);
    const expiresAt = issuedAt + ttl;
    // Loaded with the first token, so that the start does not wait for it.
    const { signToken } = await import('./sign-token.ts');
    const token = await signToken({ accountSid, identity, serviceSid, issuedAt, expiresAt }, key);
    const date_expires = instant(expiresAt * 1000).replace('.000Z', 'Z');
    return { token, identity, service_sid: serviceSid, date_expires };
  };
}
