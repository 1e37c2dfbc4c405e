import { service } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { type Call, collectionUrl, type HandlersOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply, readPage } from '../paging.ts';
import {
  addService,
  findService,
  lockService,
  markDeleted,
  pageOfServices,
  presentService,
} from './store.ts';

/** The operations on services. */
export const serviceHandlers = ({ storage, clock, sids, replies }: Tools): HandlersOf<typeof service> => ({
  async create(call) {
    const now = instant(clock.now());
    const row = {
      sid: sids.next(service.sidPrefix),
      account_sid: call.accountSid,
      friendly_name: call.parameters.friendlyName,
      date_created: now,
      date_updated: now,
      date_deleted: null,
    };
    await storage.write((transaction) => transaction.insert(addService, row));
    return presentService.fromRow(row, scopeOf(call));
  },

  async fetch(call) {
    const sid = canonicalSid(service.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const found = await storage.read((reader) => reader.one(findService, { ...scopeOf(call), sid }));
    return found?.body;
  },

  async list(call) {
    const request = { ...call.parameters, pageSize: call.parameters.pageSize ?? service.defaultPageSize };
    const page = await storage.read((reader) => readPage(reader, pageOfServices, scopeOf(call), {}, request));
    return listReply(service, collectionUrl(call, service), [], request, page);
  },

  /** From now on nobody sees the service; its content is removed in the background, however much it is. */
  async delete(call) {
    const sid = canonicalSid(service.sidPrefix, call.identifier);
    if (sid === undefined) return undefined;
    const deleted = await storage.write(async (transaction) => {
      const key = { service_sid: sid, account_sid: call.accountSid };
      const found = await transaction.lock(lockService, key, (row) => row.sid);
      if (found === undefined) return false;
      return transaction.update(markDeleted, { sid, date_deleted: instant(clock.now()) });
    });
    replies.forget(sid);
    return deleted ? '' : undefined;
  },
});

const scopeOf = (call: Call) => ({
  account_sid: call.accountSid,
  chat_service_sid: '',
  collection_url: collectionUrl(call, service),
});
