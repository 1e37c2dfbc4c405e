import type { Colloquy } from '@colloquy/testkit';
import { account } from '../accounts.ts';
import { createCaller } from '../http/caller.ts';

/** Creates a conversation service, which tokens can name. Resolves with its SID. */
export async function createChatService({ baseUrl }: Pick<Colloquy, 'baseUrl'>): Promise<string> {
  const call = createCaller(baseUrl, account.sid, account.token);
  return (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
}
