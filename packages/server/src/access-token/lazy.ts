import type { AccessToken, tokenVerifier } from './access-token.ts';

/** {@link tokenVerifier}, loaded with the first token: most servers start long before one comes. */
export function lazyTokenVerifier(
  ...given: Parameters<typeof tokenVerifier>
): (token: string) => Promise<AccessToken> {
  let loading: Promise<(token: string) => Promise<AccessToken>> | undefined;
  return async (token) => {
    loading ??= import('./access-token.ts').then((module) => module.tokenVerifier(...given));
    return (await loading)(token);
  };
}
