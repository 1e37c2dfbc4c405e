/** The URL of the API, parsed. */
export interface BaseUrl {
  /** Origin and path prefix, without a slash at the end. */
  readonly url: string;
  /** Scheme, host and port. Credentials are sent to this origin only. */
  readonly origin: string;
}

/** @throws TypeError for a text that is not an absolute http(s) URL, or has credentials. */
export function parseBaseUrl(text: string): BaseUrl {
  const { protocol, username, password, origin, pathname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('baseUrl must begin with http');
  if (username !== '' || password !== '') throw new TypeError('Credentials do not belong in baseUrl');
  return { url: origin + pathname.replace(/\/+$/, ''), origin };
}

/** Whether a URL, such as a page link, is absolute, has this origin, and contains no credentials. */
export function isSameOrigin(base: BaseUrl, link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { origin, username, password } = new URL(link);
  return origin === base.origin && username === '' && password === '';
}
