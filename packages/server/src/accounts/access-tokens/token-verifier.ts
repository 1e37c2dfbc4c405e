import {
  ApiError,
  type ErrorCode,
  identity as identityCodec,
  maxTokenLifetimeSeconds,
  sidPattern,
} from '@colloquy/contract';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { Clock } from '../../platform/clock.ts';
import { createHmacKeys, type HmacAlgorithm, type HmacKey, isHmacAlgorithm } from './hmac-keys.ts';

/** The claims of an access token that has been verified. */
export interface AccessToken {
  readonly accountSid: string;
  /** The API key that signed it. */
  readonly keySid: string;
  readonly identity: string;
  /** The conversation service of its chat grant. */
  readonly serviceSid: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Finds an API key by its SID. */
export type FindKey = (
  sid: string,
) => Promise<{ readonly secret: string; readonly accountSid: string } | undefined>;

/**
 * How far the clock that issued a token may be ahead of the server's. Back ends and servers that synchronize their
 * clocks differ by less than a second, virtual machines after a pause by some seconds.
 */
const maxClockSkewSeconds = 60;

/** Real tokens have a few hundred characters. */
const maxTokenLength = 8192;

const identityRule = identityCodec();

/**
 * Creates the function that verifies access tokens, which back ends create with an API key for their users.
 *
 * The function rejects with an ApiError: 20101 for a value that is not a token, 20102 for its header, 20103 for its key
 * or account, 20107 for its signature, 20104 and 20105 for its times, 20106 for its grants.
 */
export function createTokenVerifier(findKey: FindKey, clock: Clock): (token: string) => Promise<AccessToken> {
  const importKey = createHmacKeys();
  return async (token) => {
    const { algorithm, claims } = decodeToken(token);
    const keySid = asString(claims['iss']);
    const key = keySid !== undefined && sidPattern('SK').test(keySid) ? await findKey(keySid) : undefined;
    if (keySid === undefined || key === undefined) throw new ApiError(20103);
    // The signature comes before the claims, so that an error reveals nothing about a forged token.
    await assertSignature(token, importKey(key, algorithm));
    if (claims['sub'] !== key.accountSid) throw new ApiError(20103);
    const expires = assertTimes(claims, clock.now() / 1000);
    return { accountSid: key.accountSid, keySid, expiresAt: expires * 1000, ...parseGrants(claims) };
  };
}

type Claims = Readonly<Record<string, unknown>>;

/** Checks the header of a token and decodes its claims, which are not verified yet. */
function decodeToken(token: string): { readonly algorithm: HmacAlgorithm; readonly claims: Claims } {
  if (token.length > maxTokenLength) throw new ApiError(20101);
  const { alg = '', typ, cty } = orApiError(() => decodeProtectedHeader(token), 20101);
  // Other algorithms include `none`, with which a token would need no signature.
  if (!isHmacAlgorithm(alg) || typ !== 'JWT' || cty !== 'twilio-fpa;v=1') throw new ApiError(20102);
  return { algorithm: alg, claims: orApiError(() => decodeJwt(token), 20101) };
}

async function assertSignature(token: string, key: Promise<HmacKey>): Promise<void> {
  try {
    // The key is of one algorithm, and verifies no other.
    await compactVerify(token, await key);
  } catch {
    throw new ApiError(20107);
  }
}

/** @returns when the token expires, in seconds since the epoch. */
function assertTimes({ exp, nbf, iat }: Claims, now: number): number {
  const latestStart = now + maxClockSkewSeconds;
  const start = [nbf, iat].find((time) => typeof time === 'number') ?? latestStart;
  if (typeof exp !== 'number' || exp <= now) throw new ApiError(20104);
  // A start that is further in the future must not extend the lifetime.
  if (exp - Math.min(start, latestStart) > maxTokenLifetimeSeconds) throw new ApiError(20104);
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > latestStart)) throw new ApiError(20105);
  return exp;
}

function parseGrants({ grants }: Claims): { identity: string; serviceSid: string } {
  const { identity: givenIdentity, chat } = asObject(grants);
  const givenText = typeof givenIdentity === 'number' ? String(givenIdentity) : asString(givenIdentity);
  const serviceSid = asString(asObject(chat)['service_sid'])?.toLowerCase().replace(/^is/, 'IS');
  if (givenText === undefined || givenText === '') throw new ApiError(20106);
  // The same rule as for users, so that the token's user can exist.
  const identity = orApiError(() => identityRule.decode(givenText.toWellFormed(), 'Identity'), 20106);
  if (serviceSid === undefined || !sidPattern('IS').test(serviceSid)) throw new ApiError(20106);
  return { identity, serviceSid };
}

const asObject = (value: unknown): Claims =>
  typeof value === 'object' && value !== null ? (value as Claims) : {};

const asString = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function orApiError<Result>(work: () => Result, code: ErrorCode): Result {
  try {
    return work();
  } catch {
    throw new ApiError(code);
  }
}
