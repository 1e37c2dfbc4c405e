import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { replyContext } from '../../rest/request-context.ts';
import type { ResourceDefinition } from '../resource.ts';
import { createService } from './create-service.ts';
import { lockService, markDeleted, pageOfServices, presentService, renderService } from './store.ts';

export const serviceResource: ResourceDefinition<typeof service> = {
  handlers: {
    create: command({
      load: async () => ({}),
      run: async (transaction, _, { accountSid, parameters, now }, { sids }) => ({
        result: await createService(transaction, { sids, now, accountSid }, parameters.friendlyName),
      }),
      present: (row, request) => presentService.fromRow(row, replyContext(request, service)),
    }),

    fetch: query({
      async read(reader, request) {
        const sid = canonicalSid(service.sidPrefix, request.identifier);
        if (sid === undefined) return undefined;
        return (await reader.one(renderService, { ...replyContext(request, service), sid }))?.body;
      },
    }),

    list: query({
      read: (reader, request) =>
        renderList(reader, request, service, pageOfServices, replyContext(request, service)),
    }),

    /** Hides the service at once; background work deletes its contents, however many there are. */
    delete: command({
      async load(reader, { accountSid, identifier }) {
        const sid = canonicalSid(service.sidPrefix, identifier);
        if (sid === undefined) return undefined;
        return reader.lock(lockService, { chat_service_sid: sid, account_sid: accountSid });
      },
      async run(transaction, { sid }, { now }) {
        await transaction.update(markDeleted, { sid, date_deleted: instant(now) });
        return { result: null };
      },
      present: noContent,
    }),
  },
};
