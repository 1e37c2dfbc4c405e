import { canonicalSid } from './canonical-sid.ts';
import type { ParameterSources } from './decode.ts';
import { notFound } from './not-found.ts';

/** Who sent a request. */
export interface Principal {
  readonly accountSid: string;
  /** The SID of the credentials, the account's own or an API key's; for an access token, the identity. */
  readonly actor: string;
  /** The user that an access token identifies; undefined for a back end, which has the rights of all users. */
  readonly identity?: string;
}

/** Where a request comes from. */
interface RequestSource {
  /** Undefined for a request through a socket. */
  readonly requestId: string | undefined;
  /** The network address of the client; undefined if its connection is closed already. */
  readonly address: string | undefined;
}

/** A request as the HTTP server received it: authenticated and routed, not yet decoded. */
export interface IncomingRequest extends ParameterSources {
  readonly principal: Principal;
  /** The body as text. */
  readonly text: () => string;
  /** The path and query as they were sent. */
  readonly url: string;
  /** The URL that the client reaches the server under, without a trailing slash. */
  readonly baseUrl: string;
  /** Where the request comes from, for the audit log. */
  readonly source: () => RequestSource;
  /** The parameters of the path, by their names in the contract. */
  readonly path: Readonly<Record<string, string>>;
  /** Whether the client has closed its connection. */
  readonly isAbandoned: () => boolean;
}

/** @throws ApiError 20404 for a path whose service is not a SID. */
export function serviceSidIn({ path, url }: Pick<IncomingRequest, 'path' | 'url'>): string {
  const sid = canonicalSid('IS', path['ChatServiceSid'] ?? '');
  if (sid === undefined) throw notFound(url);
  return sid;
}

/** No name contains NUL. PostgreSQL would refuse it where SQLite just finds nothing, so such a path names nothing. */
export function withoutNul(path: IncomingRequest['path']): IncomingRequest['path'] {
  return Object.values(path).some((value) => value.includes('\0'))
    ? Object.fromEntries(Object.keys(path).map((name) => [name, '']))
    : path;
}
