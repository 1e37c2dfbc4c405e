/** Finds the path of the next page in a list, cheaply enough for the load generator. */

const key = '"next_page_url":';

/** `meta` is at one end of the list; searching all 57 KB for it would cost more than all the rest. */
const endBytes = 2048;

/**
 * Returns path and query of the next page, or null on the last page. Removes the host, so that the pages of the
 * baseline server can be followed too.
 */
export function nextPagePath(body: Buffer): string | null {
  const text =
    textAfterKey(body, body.length - endBytes, body.length) ??
    textAfterKey(body, 0, endBytes) ??
    textAfterKey(body, 0, body.length);
  if (text === null) throw new Error(`no next_page_url in the page: ${body.toString('utf8', 0, 500)}`);
  const literal = /^\s*("(?:[^"\\]|\\.)*"|null)/.exec(text)?.[1];
  if (literal === undefined) throw new Error(`next_page_url is not a string: ${text.slice(0, 200)}`);
  const value: unknown = JSON.parse(literal);
  if (typeof value !== 'string') return null;
  const url = new URL(value);
  return url.pathname + url.search;
}

/** Looks for the key in a part of the page; the value after it can continue beyond the part. */
function textAfterKey(body: Buffer, from: number, to: number): string | null {
  const text = body.toString('latin1', Math.max(0, from), to + endBytes);
  const start = text.indexOf(key);
  return start < 0 ? null : text.slice(start + key.length);
}
