/** What a user signs in with: an account with its auth token, or an API key with its secret. */
export interface Credentials {
  /** `AC…` or `SK…`. */
  readonly sid: string;
  readonly secret: string;
}

const storageKey = 'colloquy.credentials';

/**
 * Reads the credentials of a link that signs in, `#sid=AC…&token=…`. The fragment of a URL is never sent to a server.
 *
 * @param hash the fragment, with its `#`; anything else in it is not of this form, and gives undefined.
 */
export function parseSignInFragment(hash: string): Credentials | undefined {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  return parseCredentials({ sid: values.get('sid'), secret: values.get('token') });
}

/** Reads the credentials that this tab keeps until it is closed. */
export function loadCredentials(storage: Pick<Storage, 'getItem'>): Credentials | undefined {
  try {
    return parseCredentials(JSON.parse(storage.getItem(storageKey) ?? 'null'));
  } catch {
    // Another version, or another page of this origin, has stored something else.
    return undefined;
  }
}

/** Keeps the credentials in this tab; undefined forgets them. */
export function storeCredentials(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  credentials: Credentials | undefined,
): void {
  if (credentials === undefined) storage.removeItem(storageKey);
  else storage.setItem(storageKey, JSON.stringify(credentials));
}

function parseCredentials(value: unknown): Credentials | undefined {
  if (typeof value !== 'object' || value === null || !('sid' in value) || !('secret' in value))
    return undefined;
  const { sid, secret } = value;
  if (typeof sid !== 'string' || typeof secret !== 'string' || sid === '' || secret === '') return undefined;
  return { sid, secret };
}
