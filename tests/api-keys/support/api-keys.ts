import type { Colloquy } from '@colloquy/testkit';
import { account } from '../../support/accounts.ts';
import { createCaller, type HttpCaller } from '../../support/http/caller.ts';
import { officialClient } from '../../support/http/official-client.ts';

/** Path of an account's keys. */
export const keysPath = (sid: string): string => `/2010-04-01/Accounts/${sid}/Keys`;

/** The keys of an account in the official client. */
export function officialKeysOf({ baseUrl }: Colloquy, { sid, token } = account) {
  const client = officialClient(baseUrl, sid, token);
  client.api.baseUrl = baseUrl;
  return client.api.v2010.accounts(sid);
}

export const callerOf = ({ baseUrl }: Colloquy, { sid, token } = account): HttpCaller =>
  createCaller(baseUrl, sid, token);

/** Returns a function that sends a request with credentials and returns the status and the error message. */
export const tryCredentials =
  ({ baseUrl }: Colloquy) =>
  async (user: string, password: string): Promise<readonly [number, string | undefined]> => {
    const { status, body } = await createCaller(baseUrl, user, password)('GET', '/v1/Conversations');
    return [status, body.message];
  };

export const acceptedReply = [200, undefined] as const;
export const unknownUserReply = [401, 'Authentication Error - invalid username'] as const;
export const wrongSecretReply = [401, 'Authenticate'] as const;
