import { recordCoverage } from './coverage.ts';
import type { Target } from './target.ts';

/** Fields of a form or a query, in their order; a name can be repeated. */
export type Fields = Readonly<Record<string, string>> | readonly [string, string][];

export interface RequestDetails {
  readonly form?: Fields;
  readonly query?: Fields;
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is not a form. */
  readonly body?: string | FormData;
  /** Replaces the target's credentials; null sends none. */
  readonly authorization?: string | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON of the body; undefined when there is no body. */
  readonly body: unknown;
}

/** The HTTP client of the scenarios. */
export interface Api {
  readonly target: Target;
  /** The statuses of each error code that any reply had. */
  readonly receivedErrors: ReadonlyMap<number, ReadonlySet<number>>;
  send(method: string, path: string, details?: RequestDetails): Promise<Reply>;
  get(path: string, query?: Fields): Promise<Reply>;
  post(path: string, form?: Fields, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  delete(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${btoa(`${user}:${password}`)}`;

const isPairList = (fields: Fields): fields is readonly [string, string][] => Array.isArray(fields);

const encodeFields = (fields: Fields): string =>
  new URLSearchParams(isPairList(fields) ? fields : Object.entries(fields)).toString();

/** Creates a client that sends requests to the target with its account's credentials. */
export function createApi(target: Target): Api {
  const own = basicAuthorization(target.accountSid, target.authToken);
  const receivedErrors = new Map<number, Set<number>>();
  const send: Api['send'] = async (method, path, details = {}) => {
    const { form, query, authorization = own } = details;
    const headers = new Headers(details.headers);
    if (authorization !== null) headers.set('Authorization', authorization);
    if (form !== undefined) headers.set('Content-Type', 'application/x-www-form-urlencoded');
    const body = form === undefined ? details.body : encodeFields(form);
    const url = `${resolveUrl(target, path)}${query === undefined ? '' : `?${encodeFields(query)}`}`;
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const parsed = parseBody(text);
    recordCoverage('scenario', method, url, response.status, parsed);
    const code = response.status < 400 ? undefined : errorCodeOf(parsed);
    if (code !== undefined)
      receivedErrors.set(code, (receivedErrors.get(code) ?? new Set()).add(response.status));
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
  return {
    target,
    receivedErrors,
    send,
    get: (path, query) => send('GET', path, query && { query }),
    post: (path, form = {}, headers = {}) => send('POST', path, { form, headers }),
    delete: (path, headers = {}) => send('DELETE', path, { headers }),
  };
}

/** Returns the URL of a path; a URL, such as a link of the API, stays unchanged. */
const resolveUrl = (target: Target, path: string): string =>
  path.startsWith('/') ? target.baseUrl + path : path;

const errorCodeOf = (body: unknown): number | undefined =>
  typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'number'
    ? body.code
    : undefined;

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`The body is not JSON: ${text.slice(0, 200)}`);
  }
}
