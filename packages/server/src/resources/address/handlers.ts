import { ApiError, configurationAddress } from '@colloquy/contract';
import type { Transaction } from '../../storage/storage.ts';
import { type Call, type HandlersOf, scopeOf, type Tools } from '../handler.ts';
import { canonicalSid } from '../identifiers.ts';
import { listReply } from '../paging.ts';
import { givenService } from '../service/given.ts';
import { created, updated } from './rules.ts';
import {
  type AddressRow,
  addAddress,
  fetchAddress,
  lockAddress,
  pageOfAddresses,
  pageOfAddressesOfType,
  presentAddress,
  removeAddress,
  setAddress,
} from './store.ts';

/** The operations on the configurations of addresses. */
export const addressHandlers = ({
  storage,
  clock,
  sids,
}: Tools): HandlersOf<typeof configurationAddress> => ({
  async create(call) {
    const now = clock.now();
    const birth = { accountSid: call.accountSid, sid: sids.next(configurationAddress.sidPrefix) };
    const row = await storage.write(async (transaction) => {
      const made = created(await withService(transaction, call), birth, now);
      if (!(await transaction.insert(addAddress, made))) throw new ApiError(20409);
      return made;
    });
    return presented(call, row);
  },

  async fetch(call) {
    const { by, identifier } = named(call.identifier);
    const parameters = { ...scopeOf(call, configurationAddress), identifier };
    return (await storage.read((reader) => reader.one(fetchAddress[by], parameters)))?.body;
  },

  list(call) {
    const { type } = call.parameters;
    const scope = scopeOf(call, configurationAddress);
    return storage.read((reader) =>
      type === undefined
        ? listReply(reader, call, configurationAddress, pageOfAddresses, scope)
        : listReply(reader, call, configurationAddress, pageOfAddressesOfType, { ...scope, type }),
    );
  },

  async update(call) {
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const before = await hold(transaction, call);
      if (before === undefined) return undefined;
      const after = updated(before, await withService(transaction, call), now);
      if (after !== before) await transaction.update(setAddress, after);
      return after;
    });
    return row && presented(call, row);
  },

  delete: (call) =>
    storage.write(async (transaction) => {
      const found = await hold(transaction, call);
      return found && (await transaction.remove(removeAddress, found)) ? '' : undefined;
    }),
});

/** An address as a path names it: by the SID of its configuration or by itself. */
function named(identifier: string) {
  const sid = canonicalSid(configurationAddress.sidPrefix, identifier);
  return sid === undefined
    ? ({ by: 'address', identifier } as const)
    : ({ by: 'sid', identifier: sid } as const);
}

/** The configuration that a path names, held until the transaction ends. */
function hold(transaction: Transaction, call: Call): Promise<AddressRow | undefined> {
  const { by, identifier } = named(call.identifier);
  return transaction.lock(lockAddress[by], { account_sid: call.accountSid, identifier }, ({ sid }) => sid);
}

/**
 * The parameters of a request, the SID of the service among them as it is stored.
 *
 * @throws ApiError 50050.
 */
async function withService<P extends { readonly autoCreationConversationServiceSid?: string | null }>(
  transaction: Transaction,
  { accountSid, parameters }: Call<P>,
): Promise<P> {
  const given = parameters.autoCreationConversationServiceSid;
  if (given === undefined || given === null) return parameters;
  const sid = await givenService(transaction, accountSid, given);
  return { ...parameters, autoCreationConversationServiceSid: sid };
}

const presented = (call: Call, row: AddressRow): string =>
  presentAddress.fromRow(row, scopeOf(call, configurationAddress));
