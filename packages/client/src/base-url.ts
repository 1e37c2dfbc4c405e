/** Where the API is. */
export interface BaseUrl {
  /** What request paths are appended to: origin and path prefix, without a slash at the end. */
  readonly url: string;
  /** Scheme, host and port: the only place that credentials are sent to. */
  readonly origin: string;
}

/** @throws TypeError when it is no absolute http(s) URL, or has credentials in it. */
export function parseBaseUrl(text: string): BaseUrl {
  const { protocol, username, password, origin, pathname } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError('baseUrl must begin with http');
  if (username !== '' || password !== '') throw new TypeError('Credentials do not belong in baseUrl');
  return { url: origin + pathname.replace(/\/+$/, ''), origin };
}

/** Whether a URL, as a page link has it, is absolute and leads to this origin with nothing smuggled in. */
export function isSameOrigin(base: BaseUrl, link: string): boolean {
  if (!URL.canParse(link)) return false;
  const { origin, username, password } = new URL(link);
  return origin === base.origin && username === '' && password === '';
}
