import { assertEndpointReply } from '../../../conformance/support/assert-reply.ts';

/** The properties of JSON replies that tests read; which of them exist depends on the operation. */
export interface ReplyBody {
  readonly code: number;
  readonly message: string;
  readonly status: number;
  readonly more_info: string;
  readonly sid: string;
  readonly friendly_name: string | null;
  readonly unique_name: string | null;
  readonly attributes: string;
  readonly state: string;
  readonly date_created: string;
  readonly url: string;
  readonly conversations: readonly ReplyBody[];
  readonly services: readonly ReplyBody[];
  readonly meta: { readonly next_page_url: string | null; readonly url: string };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: ReplyBody;
}

/** The body of a request: parameters to encode as a form, or a body to send as it is. */
export type RequestForm = Readonly<Record<string, string>> | string;

export type HttpCaller = (
  method: string,
  path: string,
  form?: RequestForm,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${btoa(`${user}:${password}`)}`;

/** Creates a function that sends requests with one account's credentials, and parses and validates JSON replies. */
export function createCaller(baseUrl: string, user: string, password: string): HttpCaller {
  const authorization = basicAuthorization(user, password);
  return async (method, path, form, headers = {}) => {
    const url = path.startsWith('http') ? path : baseUrl + path;
    const response = await fetch(url, {
      method,
      headers: {
        authorization,
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(form !== undefined && { body: typeof form === 'string' ? form : new URLSearchParams(form) }),
    });
    const text = await response.text();
    // A reply without a body becomes an empty object.
    const body = (text === '' ? {} : JSON.parse(text)) as ReplyBody;
    assertEndpointReply(method, url, response.status, body);
    return { status: response.status, headers: response.headers, text, body };
  };
}

/** Fetches all pages of a list of conversations. */
export async function listAllConversations(call: HttpCaller, path: string): Promise<ReplyBody[]> {
  const found: ReplyBody[] = [];
  let next: string | null = path;
  while (next !== null) {
    const { body }: Reply = await call('GET', next);
    found.push(...body.conversations);
    next = body.meta.next_page_url;
  }
  return found;
}
