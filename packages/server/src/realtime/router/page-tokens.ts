/*
 * Clients send the token of a page back, and nothing else. The REST API also has the number of the page in its URLs, and
 * shows by it whether a page has one before it, so that the tokens of clients contain both.
 */

/** The token that clients get for a page of the REST API. @param url that of the page, or null if there is none. */
export function toClientToken(url: unknown): string | null {
  if (typeof url !== 'string') return null;
  const { searchParams } = new URL(url);
  return `${searchParams.get('Page') ?? '0'}.${searchParams.get('PageToken') ?? ''}`;
}

/** The parameters of the REST API for those of a client. */
export function fromClientToken(params: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, page, token] = /^(\d{1,9})\.(.*)$/.exec(params['PageToken'] ?? '') ?? [];
  return page === undefined || token === undefined ? params : { ...params, Page: page, PageToken: token };
}
