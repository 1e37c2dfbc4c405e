import { ApiError, configurationAddress } from '@colloquy/contract';
import { canonicalSid } from '../../rest/canonical-sid.ts';
import { type HandlerDeps, type HandlersOf, type RequestContext, replyContext } from '../../rest/handler.ts';
import { renderList } from '../../rest/paging/list-reply.ts';
import type { Transaction } from '../../storage/storage.ts';
import { resolveService } from '../service/resolve-service.ts';
import { createAddress, updateAddress } from './rules.ts';
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
export const configurationAddressHandlers = ({
  storage,
  clock,
  sids,
}: HandlerDeps): HandlersOf<typeof configurationAddress> => ({
  async create(request) {
    const now = clock.now();
    const createContext = { accountSid: request.accountSid, sid: sids.next(configurationAddress.sidPrefix) };
    const row = await storage.write(async (transaction) => {
      const created = createAddress(await resolveServiceSid(transaction, request), createContext, now);
      if (!(await transaction.insert(addAddress, created))) throw new ApiError(20409);
      return created;
    });
    return render(request, row);
  },

  async fetch(request) {
    const { by, identifier } = parseIdentifier(request.identifier);
    const parameters = { ...replyContext(request, configurationAddress), identifier };
    return (await storage.read((reader) => reader.one(fetchAddress[by], parameters)))?.body;
  },

  list(request) {
    const { type } = request.parameters;
    const scope = replyContext(request, configurationAddress);
    return storage.read((reader) =>
      type === undefined
        ? renderList(reader, request, configurationAddress, pageOfAddresses, scope)
        : renderList(reader, request, configurationAddress, pageOfAddressesOfType, { ...scope, type }),
    );
  },

  async update(request) {
    const now = clock.now();
    const row = await storage.write(async (transaction) => {
      const before = await lockByPath(transaction, request);
      if (before === undefined) return undefined;
      const after = updateAddress(before, await resolveServiceSid(transaction, request), now);
      if (after !== before) await transaction.update(setAddress, after);
      return after;
    });
    return row && render(request, row);
  },

  delete: (request) =>
    storage.write(async (transaction) => {
      const found = await lockByPath(transaction, request);
      return found && (await transaction.remove(removeAddress, found)) ? '' : undefined;
    }),
});

/** An address as a path names it: by the SID of its configuration or by itself. */
function parseIdentifier(identifier: string) {
  const sid = canonicalSid(configurationAddress.sidPrefix, identifier);
  return sid === undefined
    ? ({ by: 'address', identifier } as const)
    : ({ by: 'sid', identifier: sid } as const);
}

/** The configuration that a path names, held until the transaction ends. */
function lockByPath(transaction: Transaction, request: RequestContext): Promise<AddressRow | undefined> {
  const { by, identifier } = parseIdentifier(request.identifier);
  return transaction.lock(lockAddress[by], { account_sid: request.accountSid, identifier });
}

/**
 * The parameters of a request, the SID of the service among them as it is stored.
 *
 * @throws ApiError 50050.
 */
async function resolveServiceSid<P extends { readonly autoCreationConversationServiceSid?: string | null }>(
  transaction: Transaction,
  { accountSid, parameters }: RequestContext<P>,
): Promise<P> {
  const given = parameters.autoCreationConversationServiceSid;
  if (given === undefined || given === null) return parameters;
  const sid = await resolveService(transaction, accountSid, given);
  return { ...parameters, autoCreationConversationServiceSid: sid };
}

const render = (request: RequestContext, row: AddressRow): string =>
  presentAddress.fromRow(row, replyContext(request, configurationAddress));
