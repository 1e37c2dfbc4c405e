/** An account with its auth token, or a user name and password, such as those of an API key. */
export type Credentials =
  | { readonly accountSid: string; readonly authToken: string }
  | {
      /** SID of the account or of an API key. */
      readonly username: string;
      /** The auth token of the account, or the secret of the API key. */
      readonly password: string;
    };

/**
 * Returns the `Authorization` header for the credentials.
 *
 * @throws TypeError when a part is missing, which is possible with values from the environment, or when the user name
 * contains a colon, which Basic authentication does not allow.
 */
export function authorizationOf(credentials: Credentials): string {
  const [username, password] =
    'username' in credentials
      ? [credentials.username, credentials.password]
      : [credentials.accountSid, credentials.authToken];
  if (!username || !password) throw new TypeError('The credentials are not complete');
  if (username.includes(':')) throw new TypeError('The account SID or user name must not have a colon in it');
  // btoa accepts one character per byte.
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
}
