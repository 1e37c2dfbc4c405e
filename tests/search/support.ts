import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { otherAccount } from '../support/accounts.ts';

/** A service of its own on a server, and what tests do in it. */
export interface SearchedService {
  readonly colloquy: Colloquy;
  readonly client: Client;
  readonly service: string;
  readonly conversation: string;
  readonly post: (body: string, author?: string, attributes?: string) => Promise<string>;
  /** The SIDs of the results, after the index has caught up. */
  readonly find: (parameters: Parameters<Client['pageSearchResults']>[0]) => Promise<string[]>;
}

export async function createSearchedService(colloquy: Colloquy): Promise<SearchedService> {
  const client = createClient(colloquy);
  const { sid: service } = await client.createService({ friendlyName: 'Desk' });
  const { sid: conversation } = await client.createServiceConversation(service, { friendlyName: 'Support' });
  return {
    colloquy,
    client,
    service,
    conversation,
    post: async (body, author, attributes) =>
      (
        await client.createServiceConversationMessage(service, conversation, {
          body,
          ...(author !== undefined && { author }),
          ...(attributes !== undefined && { attributes }),
        })
      ).sid,
    async find(parameters) {
      await catchUp(colloquy);
      const { items } = await client.pageSearchResults({ serviceSid: service, ...parameters });
      return items.map(({ sid }) => sid);
    },
  };
}

/** Lets the index catch up with all events. */
export const catchUp = (colloquy: Colloquy): Promise<unknown> => colloquy.advance('PT1S');

export const clientOfOther = ({ baseUrl }: Colloquy): Client =>
  createClient({ baseUrl, accountSid: otherAccount.sid, authToken: otherAccount.token });
