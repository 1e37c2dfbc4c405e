import { takePageKey } from './page-key.js';

/**
 * Returns a function that requests a token from the server, which only creates one for pages that have its key.
 *
 * @param {string} identity
 * @returns {() => Promise<string>}
 */
export const tokensOf = (identity) => async () => {
  const body = new URLSearchParams({ Identity: identity });
  const headers = { 'X-Example-Key': takePageKey() };
  const reply = await fetch('token', { method: 'POST', headers, body });
  /** @type {{ token?: string, message?: string }} */
  const { token, message } = await reply.json();
  if (token !== undefined) return token;
  throw new Error(describeRefusal(reply.status, message));
};

/**
 * @param {number} status
 * @param {string | undefined} message
 * @returns {string}
 */
function describeRefusal(status, message) {
  if (status === 400) return message ?? 'The identity is invalid.';
  return status === 403
    ? 'Open the address of this page that the server printed at its last start: it has a key. Or paste a token below.'
    : 'This server creates tokens only on its own machine. Paste one of your own below.';
}

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
