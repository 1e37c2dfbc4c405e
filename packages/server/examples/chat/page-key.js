/*
 * The key in the address that the server prints: only pages that were opened with it get tokens without credentials. It
 * is in the fragment, which browsers send to nobody.
 */

const name = 'example-key';

/** Where a browser allows a page no storage, the key is known until the page is loaded again. */
let key = '';

/**
 * Takes the key out of the address, so that it is neither in a bookmark nor on a screen that is shared.
 *
 * @returns {string} empty for a page that was opened without one.
 */
export function takePageKey() {
  const given = new URLSearchParams(location.hash.slice(1)).get('key');
  if (given !== null) {
    history.replaceState(null, '', location.pathname + location.search);
    key = given;
  }
  try {
    if (given !== null) sessionStorage.setItem(name, given);
    return sessionStorage.getItem(name) ?? key;
  } catch {
    return key;
  }
}

/**
 * The address of this page with its key, for another window, which has a storage of its own.
 *
 * @returns {string}
 */
export function pageWithKey() {
  const taken = takePageKey();
  return taken === '' ? './' : `./#key=${encodeURIComponent(taken)}`;
}
