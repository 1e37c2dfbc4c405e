import { ApiError, binding, bindingMessageTypes, pushTypes } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { addBinding, removeBinding, setBinding } from '../../resources/binding/store.ts';
import { lockUserBy, type UserRow } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import { select } from '../../storage/statement.ts';
import type { Transaction } from '../../storage/storage.ts';
import { integer, text } from '../../storage/table.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { changeReachability } from '../presence/change-reachability.ts';
import { findReachableService } from '../presence/store.ts';
import { type Call, jsonBody, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

type Deps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/** The names of message types in registrations have this before the names that the REST API shows. */
const messageTypePrefix = 'twilio.conversations.';

const ofUser = { service_id: integer(), identity: text() };
const bindingRow = { service_id: integer(), sid: text(), binding_type: text(), endpoint: text() };

const findBindings = select(
  'realtime.bindings of user',
  ofUser,
  bindingRow,
  () => `SELECT service_id, sid, binding_type, endpoint FROM binding
    WHERE service_id = :service_id AND identity = :identity`,
);

/** The most devices of one user; a new one takes the place of the oldest. */
const maxBindings = 50;

/** The paths at which clients register their devices for push notifications. They are listed as bindings. */
export const registrationRoutes = (deps: Deps): TunnelRoute[] => [
  { method: 'POST', path: '/v1/registrations', handle: (call) => register(deps, call) },
  { method: 'DELETE', path: '/v1/registrations', handle: (call) => unregister(deps, call, byEndpoint(call)) },
  {
    method: 'DELETE',
    path: '/v1/registrations/:sid',
    handle: (call) => unregister(deps, call, ({ sid }) => sid === call.path['sid']),
  },
];

async function register(deps: Deps, call: Call) {
  const { type, endpoint, messageTypes } = readRegistration(call);
  const sid = deps.sids.next(binding.sidPrefix);
  const time = instant(deps.clock.now());
  return changeBindings(deps, call, async (transaction, { service_id, identity }) => {
    const known = await transaction.all(findBindings, { service_id, identity });
    const same = known.find((row) => row.binding_type === type && row.endpoint === endpoint);
    const change = { message_types: JSON.stringify(messageTypes), date_updated: time };
    if (same !== undefined) {
      await transaction.update(setBinding, { ...same, ...change });
      return { id: same.sid };
    }
    const [oldest] = known.toSorted((one, other) => (one.sid < other.sid ? -1 : 1));
    if (known.length >= maxBindings && oldest !== undefined) await transaction.remove(removeBinding, oldest);
    await transaction.insert(addBinding, {
      ...change,
      service_id,
      sid,
      identity,
      binding_type: type,
      endpoint,
      credential_sid: null,
      date_created: time,
    });
    return { id: sid };
  });
}

const unregister = (deps: Deps, call: Call, isMeant: (row: BindingName) => boolean) =>
  changeBindings(deps, call, async (transaction, { service_id, identity }) => {
    for (const row of await transaction.all(findBindings, { service_id, identity }))
      if (isMeant(row)) await transaction.remove(removeBinding, row);
    return {};
  });

interface BindingName {
  readonly sid: string;
  readonly binding_type: string;
  readonly endpoint: string;
}

function byEndpoint(call: Call): (row: BindingName) => boolean {
  const { binding_type: type, address } = jsonBody(call);
  return (row) => row.binding_type === type && row.endpoint === address;
}

/** Changes the bindings of the session's user, and whether the user can be notified. */
async function changeBindings(
  { storage, clock }: Deps,
  { session, request }: Call,
  change: (transaction: Transaction, user: UserRow) => Promise<object>,
) {
  const { accountSid, serviceSid, identity } = session.user;
  return storage.write(async (transaction) => {
    const user = await transaction.lock(lockUserBy.identity, { ...scopeOf(session), identifier: identity });
    if (user === undefined) throw notFound(request.path);
    const reply = await change(transaction, user);
    const { service_id } = user;
    const left = await transaction.all(findBindings, { service_id, identity });
    if (await transaction.one(findReachableService, scopeOf(session)))
      await changeReachability(
        transaction,
        user,
        { isNotifiable: left.length > 0 },
        { accountSid, serviceSid, now: clock.now() },
      );
    return jsonReply(reply);
  });
}

function readRegistration(call: Call) {
  const { channel_type: channel, message_types: types, data } = jsonBody(call);
  const type = pushTypes.find((each) => each === channel);
  const endpoint =
    typeof data === 'object' && data !== null && 'registration_id' in data ? data.registration_id : undefined;
  if (type === undefined || typeof endpoint !== 'string' || endpoint === '' || endpoint.length > 4096)
    throw new ApiError(20001, 'A registration has a channel_type (fcm or apn) and a registration_id');
  const names = Array.isArray(types) ? types.map(String) : [];
  return {
    type,
    endpoint: endpoint.toWellFormed(),
    messageTypes: bindingMessageTypes.filter((name) => names.includes(messageTypePrefix + name)),
  };
}
