/**
 * Returns a function that requests a token from the server, which only creates one for pages on its own machine.
 *
 * @param {string} identity
 * @returns {() => Promise<string>}
 */
export const tokensOf = (identity) => async () => {
  const body = new URLSearchParams({ Identity: identity });
  const reply = await fetch('token', { method: 'POST', body });
  /** @type {{ token?: string, message?: string }} */
  const { token, message } = await reply.json();
  if (token !== undefined) return token;
  throw new Error(
    reply.status === 400
      ? (message ?? 'The identity is invalid.')
      : 'This server creates tokens only on its own machine. Paste one of your own below.',
  );
};

/**
 * Replaces the token of a client before it expires.
 *
 * @param {import('@twilio/conversations').Client} client
 * @param {() => Promise<string>} requestToken
 * @param {(error: unknown) => void} onError
 */
export function renewToken(client, requestToken, onError) {
  const renew = () =>
    requestToken()
      .then((token) => client.updateToken(token))
      .catch(onError);
  client.on('tokenAboutToExpire', renew);
  client.on('tokenExpired', renew);
}

/**
 * The identity in a token; undefined for a text that is not a token.
 *
 * @param {string} token
 * @returns {string | undefined}
 */
export function identityOf(token) {
  const [, claims] = token.split('.');
  try {
    const bytes = Uint8Array.from(
      atob((claims ?? '').replaceAll('-', '+').replaceAll('_', '/')),
      (character) => character.charCodeAt(0),
    );
    /** @type {{ grants?: { identity?: unknown } }} */
    const { grants } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof grants?.identity === 'string' ? grants.identity : undefined;
  } catch {
    return undefined;
  }
}
