/** What a test reads of a JSON reply; which keys are there depends on the operation. */
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

/** The parameters of a request: a form, or the bytes of a body as they shall be sent. */
export type RequestForm = Readonly<Record<string, string>> | string;

export type HttpCaller = (
  method: string,
  path: string,
  form?: RequestForm,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${btoa(`${user}:${password}`)}`;

/** Makes a function that calls a server with one account's credentials and reads JSON. */
export function createCaller(baseUrl: string, user: string, password: string): HttpCaller {
  const authorization = basicAuthorization(user, password);
  return async (method, path, form, headers = {}) => {
    const response = await fetch(path.startsWith('http') ? path : baseUrl + path, {
      method,
      headers: {
        authorization,
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(form !== undefined && { body: typeof form === 'string' ? form : new URLSearchParams(form) }),
    });
    const text = await response.text();
    // A reply without a body is shown as an object without keys.
    const body = (text === '' ? {} : JSON.parse(text)) as ReplyBody;
    return { status: response.status, headers: response.headers, text, body };
  };
}

/** Every page of a list, as one array. */
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
