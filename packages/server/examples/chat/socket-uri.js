/**
 * The address of the server's socket, two folders above the page: it is right below the path of a proxy and with TLS,
 * too.
 *
 * @param {string} pageUrl
 * @returns {string}
 */
export function socketUri(pageUrl) {
  const uri = new URL('../../v3/wsconnect', pageUrl);
  uri.protocol = uri.protocol === 'https:' ? 'wss:' : 'ws:';
  return uri.href;
}
