/** What a test reads of a JSON reply; which keys are there depends on the operation. */
export interface Body {
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
  readonly conversations: readonly Body[];
  readonly services: readonly Body[];
  readonly meta: { readonly next_page_url: string | null; readonly url: string };
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
}

/** The parameters of a request: a form, or the bytes of a body as they shall be sent. */
export type Form = Readonly<Record<string, string>> | string;

export type Call = (
  method: string,
  path: string,
  form?: Form,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export const basic = (user: string, password: string): string => `Basic ${btoa(`${user}:${password}`)}`;

/** Makes a function that calls a server with one account's credentials and reads JSON. */
export function caller(baseUrl: string, user: string, password: string): Call {
  const authorization = basic(user, password);
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
    const body = (text === '' ? {} : JSON.parse(text)) as Body;
    return { status: response.status, headers: response.headers, text, body };
  };
}

/** Every page of a list, as one array. */
export async function walk(call: Call, path: string): Promise<Body[]> {
  const found: Body[] = [];
  let next: string | null = path;
  while (next !== null) {
    const { body }: Reply = await call('GET', next);
    found.push(...body.conversations);
    next = body.meta.next_page_url;
  }
  return found;
}
