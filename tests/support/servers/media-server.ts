import { createHmac } from 'node:crypto';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { basicAuthorization } from '../http/caller.ts';

export const account = { sid: `AC${'a'.repeat(32)}`, token: 'ours' };
export const stranger = { sid: `AC${'b'.repeat(32)}`, token: 'theirs' };
export const apiKey = { sid: `SK${'c'.repeat(32)}`, secret: 'secretofthekey' };
export const strangersKey = { sid: `SK${'d'.repeat(32)}`, secret: 'secretofanother' };

/** What a reply tells of media. */
export interface MediaRecord {
  readonly sid: string;
  readonly service_sid: string;
  readonly channel_sid: string | null;
  readonly message_sid: string | null;
  readonly size: number;
  readonly content_type: string;
  readonly filename: string | null;
  readonly category: string;
  readonly author: string | null;
  readonly url: string;
  readonly links: { readonly content: string; readonly content_direct_temporary: string };
}

/** What fetch sends. */
type Body = NonNullable<RequestInit['body']>;

/** A server with two accounts, a service of the first, and what is sent to it with the first's credentials. */
export interface MediaServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly serviceSid: string;
  /** URL of the service's media. */
  readonly media: string;
  upload(body: Body, headers?: Readonly<Record<string, string>>, query?: string): Promise<Response>;
  /** Uploads a text and answers its record. */
  uploadText(text?: string): Promise<MediaRecord>;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export const authorization = basicAuthorization(account.sid, account.token);
export const now = new Date('2024-05-01T12:00:00Z');

export async function startMediaServer(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  start = now,
): Promise<MediaServer> {
  const colloquy = await startColloquy({
    databaseUrl,
    now: start,
    settings: {
      COLLOQUY_ACCOUNT_SID: account.sid,
      COLLOQUY_AUTH_TOKEN: account.token,
      COLLOQUY_ACCOUNTS: `${stranger.sid}:${stranger.token}`,
      COLLOQUY_API_KEYS: `${apiKey.sid}:${apiKey.secret},${strangersKey.sid}:${strangersKey.secret}:${stranger.sid}`,
      ...settings,
    },
  });
  const serviceSid = await createService(colloquy, authorization);
  const media = `${colloquy.baseUrl}/v1/Services/${serviceSid}/Media`;
  const upload: MediaServer['upload'] = (body, headers = {}, query = '') =>
    fetch(media + query, { method: 'POST', headers: { authorization, ...headers }, body });
  return {
    colloquy,
    serviceSid,
    media,
    upload,
    uploadText: async (text = 'hello') => {
      const reply = await upload(text, { 'content-type': 'text/plain' });
      return (await reply.json()) as MediaRecord;
    },
    get: (url, headers = {}) => fetch(url, { headers: { authorization, ...headers } }),
    [Symbol.asyncDispose]: () => colloquy.stop(),
  };
}

export async function createService(
  { baseUrl }: Pick<Colloquy, 'baseUrl'>,
  authorization: string,
): Promise<string> {
  const reply = await fetch(`${baseUrl}/v1/Services`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ FriendlyName: 'Support' }),
  });
  return ((await reply.json()) as { sid: string }).sid;
}

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Changes to the token of a user, alice, that is right; undefined leaves a member out. */
export interface TokenChanges {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly grants?: Readonly<Record<string, unknown>>;
  readonly secret?: string;
}

/** A token as the official libraries make it, signed by an implementation of its own. */
export function token(
  serviceSid: string,
  { header, claims, grants, secret = apiKey.secret }: TokenChanges = {},
) {
  const start = now.getTime() / 1000;
  const head = { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', ...header };
  const body = {
    jti: `${apiKey.sid}-${start}`,
    iss: apiKey.sid,
    sub: account.sid,
    iat: start,
    exp: start + 3600,
    grants: { identity: 'alice', chat: { service_sid: serviceSid }, ...grants },
    ...claims,
  };
  const text = `${encoded(head)}.${encoded(body)}`;
  const hash = `sha${String(head.alg).slice(2)}`;
  const signature = /^sha\d+$/.test(hash) ? createHmac(hash, secret).update(text).digest('base64url') : '';
  return `${text}.${signature}`;
}
