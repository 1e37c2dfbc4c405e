import type { AccessToken, createTokenVerifier } from './token-verifier.ts';

/** {@link createTokenVerifier}, loaded with the first token: most servers start long before one comes. */
export function createLazyTokenVerifier(
  ...args: Parameters<typeof createTokenVerifier>
): (token: string) => Promise<AccessToken> {
  let loading: Promise<(token: string) => Promise<AccessToken>> | undefined;
  return async (token) => {
    loading ??= import('./token-verifier.ts').then((module) => module.createTokenVerifier(...args));
    return (await loading)(token);
  };
}
