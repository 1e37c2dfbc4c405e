import { ApiError, addressKey, configurationAddress } from '@colloquy/contract';
import { nameKey } from '../../rest/canonical-sid.ts';
import { command, noContent, query } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import { type RequestContext, replyContext } from '../../rest/request-context.ts';
import type { LockingReader, Reader } from '../../storage/storage.ts';
import type { ResourceDefinition } from '../resource.ts';
import { resolveService } from '../service/resolve-service.ts';
import { createAddress, updateAddress } from './rules.ts';
import {
  type AddressRow,
  addAddress,
  lockAddress,
  pageOfAddresses,
  pageOfAddressesOfType,
  presentAddress,
  removeAddress,
  renderAddress,
  setAddress,
} from './store.ts';

export const configurationAddressResource: ResourceDefinition<typeof configurationAddress> = {
  handlers: {
    create: command({
      load: async () => ({}),
      async run(transaction, _, request, { sids }) {
        const context = { accountSid: request.accountSid, sid: sids.next(configurationAddress.sidPrefix) };
        const row = createAddress(await withStoredService(transaction, request), context, request.now);
        if (!(await transaction.insert(addAddress, row))) throw new ApiError(20409);
        return { result: row };
      },
      present,
    }),

    fetch: query({
      async read(reader, request) {
        const { by, identifier } = keyOf(request);
        const parameters = { ...replyContext(request, configurationAddress), identifier };
        return (await reader.one(renderAddress[by], parameters))?.body;
      },
    }),

    list: query({
      read(reader, request) {
        const { type } = request.parameters;
        const context = replyContext(request, configurationAddress);
        return type === undefined
          ? renderList(reader, request, configurationAddress, pageOfAddresses, context)
          : renderList(reader, request, configurationAddress, pageOfAddressesOfType, { ...context, type });
      },
    }),

    update: command({
      load: lockNamedAddress,
      async run(transaction, before, request) {
        const after = updateAddress(before, await withStoredService(transaction, request), request.now);
        if (after !== before) await transaction.update(setAddress, after);
        return { result: after };
      },
      present,
    }),

    delete: command({
      load: lockNamedAddress,
      async run(transaction, before) {
        await transaction.remove(removeAddress, before);
        // The path may have named it by the address.
        return { result: { sid: before.sid } };
      },
      present: noContent,
    }),
  },
};

/** What a path names an address by: its SID, or itself. */
function keyOf({ identifier }: RequestContext) {
  const key = nameKey(configurationAddress, identifier);
  return key.by === 'address' ? { ...key, identifier: addressKey(identifier) } : key;
}

function lockNamedAddress(reader: LockingReader, request: RequestContext): Promise<AddressRow | undefined> {
  const { by, identifier } = keyOf(request);
  return reader.lock(lockAddress[by], { account_sid: request.accountSid, identifier });
}

/**
 * The parameters of a request, with the SID of the service as it is stored.
 *
 * @throws ApiError 50050.
 */
async function withStoredService<P extends { readonly autoCreationConversationServiceSid?: string | null }>(
  reader: Reader,
  { accountSid, parameters }: RequestContext<P>,
): Promise<P> {
  const given = parameters.autoCreationConversationServiceSid;
  if (given === undefined || given === null) return parameters;
  const sid = await resolveService(reader, accountSid, given);
  return { ...parameters, autoCreationConversationServiceSid: sid };
}

function present(row: AddressRow, request: RequestContext): string {
  return presentAddress.fromRow(row, replyContext(request, configurationAddress));
}
