import { ApiError, createToken, defaultTokenLifetimeSeconds } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../../http/mount-endpoint.ts';
import { instant } from '../../platform/instant.ts';
import type { Randomness } from '../../platform/randomness.ts';
import { procedure } from '../../rest/handler.ts';
import { serviceExists, serviceKey } from '../../rest/service-scope.ts';
import type { KeyRing } from '../api-keys/key-ring.ts';
import { ensureSigningKey } from './signing-key.ts';

interface AccessTokenOptions {
  readonly deps: EndpointDeps;
  readonly keyRing: Pick<KeyRing, 'find'>;
  readonly randomness: Randomness;
  /** SID of the account's default service, which is created on first use. */
  readonly resolveDefaultService: (accountSid: string) => Promise<string>;
}

/**
 * Mounts the endpoint that creates access tokens for developers.
 *
 * An API key can sign tokens without the server, so it may use the endpoint, too. Its tokens are signed with the key
 * itself: they end when the key is deleted, and not a day later. Those of the account are signed with a key that the
 * server keeps.
 */
export function mountAccessTokens(
  server: FastifyInstance,
  { deps, keyRing, randomness, resolveDefaultService }: AccessTokenOptions,
): void {
  const findSigningKey = async (accountSid: string, actor: string) => {
    if (actor === accountSid) return ensureSigningKey({ ...deps, randomness }, accountSid);
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
  mountEndpoint(
    server,
    deps,
    createToken,
    procedure({
      async run({ accountSid, actor, parameters, now }) {
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
      },
    }),
  );
}
