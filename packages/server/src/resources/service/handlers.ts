import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, replyContext } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { createService } from './create-service.ts';
import { findService, lockService, markDeleted, pageOfServices, presentService } from './store.ts';

/** The operations on services. */
export const serviceHandlers = (deps: HandlerDeps): HandlersOf<typeof service> => ({
  async create(request) {
    const { friendlyName } = request.parameters;
    const row = await deps.storage.write((transaction) =>
      createService(deps, transaction, request.accountSid, friendlyName),
    );
    return presentService.fromRow(row, replyContext(request, service));
  },

  async fetch(request) {
    const sid = canonicalSid(service.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...replyContext(request, service), sid };
    const found = await deps.storage.read((reader) => reader.one(findService, parameters));
    return found?.body;
  },

  list: (request) =>
    deps.storage.read((reader) =>
      renderList(reader, request, service, pageOfServices, replyContext(request, service)),
    ),

  /** From now on nobody sees the service; its content is removed in the background, however much it is. */
  async delete(request) {
    const sid = canonicalSid(service.sidPrefix, request.identifier);
    if (sid === undefined) return undefined;
    const deleted = await deps.storage.write(async (transaction) => {
      const key = { chat_service_sid: sid, account_sid: request.accountSid };
      const found = await transaction.lock(lockService, key);
      if (found === undefined) return false;
      return transaction.update(markDeleted, { sid, date_deleted: instant(deps.clock.now()) });
    });
    return deleted ? '' : undefined;
  },
});
