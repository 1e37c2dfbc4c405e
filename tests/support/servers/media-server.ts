import type { fetchMedia, ReplyJson } from '@colloquy/contract';
import type { Colloquy } from '@colloquy/testkit';
import { account } from '../accounts.ts';
import { basicAuthorization } from '../http/caller.ts';
import { startTime } from '../start-time.ts';
import { startServer } from './start-servers.ts';

/** Media as JSON. */
export type MediaRecord = ReplyJson<(typeof fetchMedia)['reply']>;

/** The types of body that `fetch` accepts. */
type Body = NonNullable<RequestInit['body']>;

/** A server with two accounts and a service of the first, and functions that use the first's credentials. */
export interface MediaServer extends AsyncDisposable {
  readonly colloquy: Colloquy;
  readonly serviceSid: string;
  /** URL of the service's media. */
  readonly media: string;
  upload(body: Body, headers?: Readonly<Record<string, string>>, query?: string): Promise<Response>;
  /** Uploads a text and returns its media object. */
  uploadText(text?: string): Promise<MediaRecord>;
  get(url: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export const authorization = basicAuthorization(account.sid, account.token);

export async function startMediaServer(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
  start = startTime,
): Promise<MediaServer> {
  const colloquy = await startServer(databaseUrl, settings, start);
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
