import { type Credentials, loadCredentials, parseSignInFragment, storeCredentials } from './credentials.ts';

/** Who is signed in in this tab, and why nobody is. */
export interface Session {
  readonly credentials: Credentials | undefined;
  /** Shown above the sign-in form. */
  readonly notice: string | undefined;
}

let current: Session = { credentials: undefined, notice: undefined };
const listeners = new Set<() => void>();

function change(next: Session): void {
  current = next;
  storeCredentials(sessionStorage, next.credentials);
  for (const listener of listeners) listener();
}

/** The session of this tab, as a store for `useSyncExternalStore`. */
export const session = {
  get: (): Session => current,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  signIn: (credentials: Credentials): void => change({ credentials, notice: undefined }),
  signOut: (notice?: string): void => change({ credentials: undefined, notice }),
};

/**
 * Starts the session when the page loads: with the credentials in the address, or with those that the tab keeps. Later,
 * too, a link that signs in may be opened in this tab; a change of the fragment alone does not load the page again.
 */
export function startSession(): void {
  change({ credentials: takeFromAddress() ?? loadCredentials(sessionStorage), notice: undefined });
  addEventListener('hashchange', () => {
    const credentials = takeFromAddress();
    if (credentials !== undefined) session.signIn(credentials);
  });
}

/** Reads the credentials of the address and removes them from it at once. */
function takeFromAddress(): Credentials | undefined {
  const credentials = parseSignInFragment(location.hash);
  if (credentials !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return credentials;
}
