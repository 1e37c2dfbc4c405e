import { ApiError, binding, bindingMessageTypes, pushTypes, utf8Text } from '@colloquy/contract';
import { appendEvents } from '../../events/event-log.ts';
import { instant } from '../../platform/instant.ts';
import {
  addBinding,
  findBindingsOf,
  lockBindingOfDevice,
  removeBinding,
  setBinding,
} from '../../resources/binding/store.ts';
import { updateNotifiable } from '../../resources/binding/update-notifiable.ts';
import { lockReachableUserBy } from '../../resources/user/change-reachability.ts';
import type { UserRow } from '../../resources/user/store.ts';
import type { HandlerDeps } from '../../rest/handler.ts';
import { notFound } from '../../rest/not-found.ts';
import type { Transaction } from '../../storage/storage.ts';
import { scopeOf } from '../hub/watched-object.ts';
import { type Call, jsonBody, jsonReply } from './call.ts';
import type { TunnelRoute } from './route-table.ts';

type Deps = Pick<HandlerDeps, 'storage' | 'clock' | 'sids'>;

/** The names of message types in registrations have this before the names that the REST API shows. */
const messageTypePrefix = 'twilio.conversations.';

/** The most devices of one user; a new one takes the place of the oldest. */
const maxBindings = 50;

/** The address of a device at its push service. These have a few hundred bytes, and an index contains them. */
const endpoint = utf8Text({ maxBytes: 1024, tooLong: 20001 });

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
  const { messageTypes, ...device } = readRegistration(call);
  const sid = deps.sids.next(binding.sidPrefix);
  const time = instant(deps.clock.now());
  return changeBindings(deps, call, async (transaction, { service_id, identity }) => {
    const change = { message_types: JSON.stringify(messageTypes), date_updated: time };
    const row = { ...change, ...device, service_id, sid, identity, credential_sid: null, date_created: time };
    const known = await transaction.all(findBindingsOf, { service_id, identity });
    const identities = [identity];
    // Another user who registers the same device at the same time has added it after it was looked for.
    do {
      const same = await transaction.lock(lockBindingOfDevice, { service_id, ...device });
      if (same?.identity === identity) {
        await transaction.update(setBinding, { ...same, ...change });
        return { id: same.sid, identities };
      }
      // The device is this user's now, and must not show the notifications of the one before.
      if (same !== undefined) {
        await transaction.remove(removeBinding, same);
        identities.push(same.identity);
      }
    } while (!(await transaction.insert(addBinding, row)));
    for (const oldest of known.slice(0, Math.max(0, known.length + 1 - maxBindings)))
      await transaction.remove(removeBinding, oldest);
    return { id: sid, identities };
  });
}

const unregister = (deps: Deps, call: Call, isMeant: (row: BindingName) => boolean) =>
  changeBindings(deps, call, async (transaction, { service_id, identity }) => {
    for (const row of await transaction.all(findBindingsOf, { service_id, identity }))
      if (isMeant(row)) await transaction.remove(removeBinding, row);
    return { identities: [identity] };
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

interface Changed {
  /** The SID of the binding that was registered. */
  readonly id?: string;
  /** The users whose bindings may have changed. */
  readonly identities: readonly string[];
}

/** Changes the bindings of the session's user, and whether users can be notified. */
async function changeBindings(
  { storage, clock }: Deps,
  { session, request }: Call,
  change: (transaction: Transaction, user: UserRow) => Promise<Changed>,
) {
  const { accountSid, serviceSid, identity: actor } = session.user;
  const scope = scopeOf(session);
  return storage.write(async (transaction) => {
    const user = await transaction.lock(lockReachableUserBy.identity, { ...scope, identifier: actor });
    if (user === undefined) throw notFound(request.path);
    const { id, identities } = await change(transaction, user);
    const context = { accountSid, serviceSid, actor, time: instant(clock.now()), source: 'SDK' } as const;
    for (const identity of identities) {
      const events = await updateNotifiable(transaction, scope, identity);
      appendEvents(transaction, { ...context, webhookEnabled: true }, events);
    }
    return jsonReply(id === undefined ? {} : { id });
  });
}

function readRegistration(call: Call) {
  const { channel_type: channel, message_types: types, data } = jsonBody(call);
  const type = pushTypes.find((each) => each === channel);
  const address =
    typeof data === 'object' && data !== null && 'registration_id' in data ? data.registration_id : undefined;
  if (type === undefined || typeof address !== 'string' || address === '')
    throw new ApiError(20001, 'A registration has a channel_type (fcm or apn) and a registration_id');
  const names = Array.isArray(types) ? types.map(String) : [];
  return {
    binding_type: type,
    endpoint: endpoint.decode(address.toWellFormed(), 'registration_id'),
    messageTypes: bindingMessageTypes.filter((name) => names.includes(messageTypePrefix + name)),
  };
}
