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
 * Starts the session when the page loads: with the credentials in the address, which are removed from it at once, or
 * with those that the tab keeps.
 */
export function startSession(): void {
  const fromLink = parseSignInFragment(location.hash);
  if (fromLink !== undefined) history.replaceState(null, '', location.pathname + location.search);
  change({ credentials: fromLink ?? loadCredentials(sessionStorage), notice: undefined });
}
