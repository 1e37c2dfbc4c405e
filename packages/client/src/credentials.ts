/** Who calls: the account itself, or the two halves of Basic authentication, such as an API key's. */
export type Credentials =
  | { readonly accountSid: string; readonly authToken: string }
  | {
      /** SID of the account or of an API key. */
      readonly username: string;
      /** The account's token or the API key's secret. */
      readonly password: string;
    };

/**
 * The `Authorization` header for the credentials.
 *
 * @throws TypeError when one half is missing, which types alone do not prevent with values from an
 * environment, or when the first has a colon in it, which Basic authentication cannot express.
 */
export function authorizationOf(credentials: Credentials): string {
  const [username, password] =
    'username' in credentials
      ? [credentials.username, credentials.password]
      : [credentials.accountSid, credentials.authToken];
  if (!username || !password) throw new TypeError('The credentials are not complete');
  if (username.includes(':')) throw new TypeError('The account SID or user name must not have a colon in it');
  // btoa takes one character per byte.
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
