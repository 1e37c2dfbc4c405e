import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
import { makeService } from './make.ts';
import { findService, lockService, markDeleted, pageOfServices, presentService } from './store.ts';

/** The operations on services. */
export const serviceHandlers = (tools: Tools): HandlersOf<typeof service> => ({
  async create(call) {
    const { friendlyName } = call.parameters;
    const row = await tools.storage.write((transaction) =>
      makeService(tools, transaction, call.accountSid, friendlyName),
    );
    return presentService.fromRow(row, scopeOf(call, service));
  },

  async fetch(call) {
    const sid = canonicalSid(service.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const parameters = { ...scopeOf(call, service), sid };
    const found = await tools.storage.read((reader) => reader.one(findService, parameters));
    return found?.body;
  },

  list: (call) =>
    tools.storage.read((reader) => listReply(reader, call, service, pageOfServices, scopeOf(call, service))),

  /** From now on nobody sees the service; its content is removed in the background, however much it is. */
  async delete(call) {
    const sid = canonicalSid(service.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const deleted = await tools.storage.write(async (transaction) => {
      const key = { chat_service_sid: sid, account_sid: call.accountSid };
      const found = await transaction.lock(lockService, key, (row) => row.sid);
      if (found === undefined) return false;
      return transaction.update(markDeleted, { sid, date_deleted: instant(tools.clock.now()) });
    });
    return deleted ? '' : undefined;
  },
});
