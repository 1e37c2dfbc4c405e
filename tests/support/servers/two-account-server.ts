import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { createCaller, type HttpCaller } from '../http/caller.ts';
import { officialClient } from '../http/official-client.ts';

export const account = { sid: `AC${'a'.repeat(32)}`, token: 'ours' };
export const stranger = { sid: `AC${'b'.repeat(32)}`, token: 'theirs' };
export const configuredKey = { sid: `SK${'c'.repeat(32)}`, secret: 'secretofconfigured' };

export const now = new Date('2024-05-01T12:00:00Z');

/** The settings of a server with two accounts, the first of which has a key in them. */
export const settings = {
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_ACCOUNTS: `${stranger.sid}:${stranger.token}`,
  COLLOQUY_API_KEYS: `${configuredKey.sid}:${configuredKey.secret}`,
};

export const startWithAccounts = (databaseUrl: string, changes: Readonly<Record<string, string>> = {}) =>
  startColloquy({ databaseUrl, now, settings: { ...settings, ...changes } });

/** The path of an account's keys. */
export const keysPath = (sid: string): string => `/2010-04-01/Accounts/${sid}/Keys`;

/** The keys of an account as the official client has them. */
export function officialKeysOf({ baseUrl }: Colloquy, { sid, token } = account) {
  const client = officialClient(baseUrl, sid, token);
  client.api.baseUrl = baseUrl;
  return client.api.v2010.accounts(sid);
}

export const callerOf = ({ baseUrl }: Colloquy, { sid, token } = account): HttpCaller =>
  createCaller(baseUrl, sid, token);

/** A function that answers the status, and the message of a refusal, that credentials get. */
export const tryCredentials =
  ({ baseUrl }: Colloquy) =>
  async (user: string, password: string): Promise<readonly [number, string | undefined]> => {
    const { status, body } = await createCaller(baseUrl, user, password)('GET', '/v1/Conversations');
    return [status, body.message];
  };

export const acceptedReply = [200, undefined] as const;
export const unknownUserReply = [401, 'Authentication Error - invalid username'] as const;
export const wrongSecretReply = [401, 'Authenticate'] as const;
