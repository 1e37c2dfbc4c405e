import { api, listKeyOf } from '@colloquy/contract';
import { TransferError } from '../records/transfer-error.ts';
import type { SourceBatch, TransferSource } from '../source.ts';
import type { Change } from './change.ts';
import { expandConcurrently } from './expand-concurrently.ts';
import { readNotificationLevels } from './notification-levels.ts';
import type { SourceObject } from './source-object.ts';
import { servicePath, walkAccount, walkService } from './walk-account.ts';
import { walkChange } from './walk-change.ts';
import { type SourceServers, walkConversation } from './walk-conversation.ts';

export interface TwilioSourceOptions {
  /** Only these services; all if empty. What belongs to the account comes only with all. */
  readonly serviceSids: readonly string[];
  /** Conversations that are read at a time. */
  readonly concurrency: number;
  /** Whether an earlier import that was interrupted has all of a conversation. */
  readonly isCompleted: (conversationSid: string) => boolean;
}

/** A server that speaks the API as a source. */
export interface TwilioSource extends TransferSource {
  /** Counts the conversations, to estimate how long the import takes. */
  countConversations(): Promise<number>;
  /** Reads the objects of changes, as they are now. */
  changed(changes: readonly Change[]): AsyncIterable<SourceBatch>;
}

export function createTwilioSource(servers: SourceServers, options: TwilioSourceOptions): TwilioSource {
  const { source, media } = servers;
  const { serviceSids, concurrency, isCompleted } = options;

  /** @throws TransferError if the source has no API, or lacks one of the services. */
  async function* services(): AsyncGenerator<SourceObject> {
    const path = '/v1/Services';
    if ((await source.find(`${path}?PageSize=1`)) === undefined)
      throw new TransferError(`The source has no ${path}: is it the URL of the API?`);
    const missing = new Set(serviceSids);
    for await (const page of source.pages(path, listKeyOf(api.service)))
      yield* page.filter(({ sid }) => serviceSids.length === 0 || missing.delete(String(sid)));
    for (const sid of missing) throw new TransferError(`The source has no service ${sid}`);
  }

  async function* conversationsOf(serviceSid: string): AsyncGenerator<SourceObject> {
    const path = servicePath(serviceSid, api.conversation);
    for await (const page of source.pages(path, listKeyOf(api.conversation)))
      yield* page.filter(({ sid }) => !isCompleted(String(sid)));
  }

  return {
    async *batches(): AsyncGenerator<SourceBatch> {
      for await (const service of services()) yield* walkService(source, service);
      if (serviceSids.length === 0) yield* walkAccount(source);
      for await (const { sid } of services()) {
        const serviceSid = String(sid);
        const levels = await readNotificationLevels(source, serviceSid, concurrency);
        yield* expandConcurrently(conversationsOf(serviceSid), concurrency, (conversation) =>
          walkConversation(servers, serviceSid, conversation, levels),
        );
      }
    },
    openMedia: ({ serviceSid, values }) =>
      media.open(
        `/v1/Services/${serviceSid ?? ''}/Media/${encodeURIComponent(String(values['sid']))}/Content`,
      ),
    async *changed(changes) {
      for (const change of changes) yield* walkChange(servers, change);
    },
    async countConversations() {
      let count = 0;
      for await (const { sid } of services())
        for await (const page of source.pages(
          servicePath(String(sid), api.conversation),
          listKeyOf(api.conversation),
        ))
          count += page.filter((each) => !isCompleted(String(each['sid']))).length;
      return count;
    },
  };
}
