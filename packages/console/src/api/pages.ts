/** Which page of a list is meant. */
export interface PageParameters {
  readonly page: number;
  readonly pageToken: string;
}

/**
 * Reads the parameters of the next page from its link. The link itself has the public URL of the server, which can differ
 * from the one that the console was opened at.
 *
 * @returns undefined on the last page.
 */
export function nextPageParameters({
  nextPageUrl,
}: {
  readonly nextPageUrl: string | null;
}): PageParameters | undefined {
  if (nextPageUrl === null || !URL.canParse(nextPageUrl)) return undefined;
  const query = new URL(nextPageUrl).searchParams;
  const [page, pageToken] = [query.get('Page'), query.get('PageToken')];
  return page === null || pageToken === null ? undefined : { page: Number(page), pageToken };
}
