import type { AccessToken, createTokenVerifier } from './token-verifier.ts';

/** Creates a {@link createTokenVerifier} that is loaded with the first token, so that the start does not wait for it. */
export function createLazyTokenVerifier(
  ...args: Parameters<typeof createTokenVerifier>
): (token: string) => Promise<AccessToken> {
  let loading: Promise<(token: string) => Promise<AccessToken>> | undefined;
  return async (token) => {
    loading ??= import('./token-verifier.ts').then((module) => module.createTokenVerifier(...args));
    return (await loading)(token);
  };
}
