import {
  ApiError,
  addressKey,
  channelOf,
  type EventProperties,
  invalidParameter,
  type NotificationLevel,
  type participant,
  type ValuesOf,
} from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { isUnchanged } from '../../rest/row-changes.ts';
import type { ParticipantRow } from './store.ts';

export type NewParticipant = Omit<
  ValuesOf<(typeof participant.operations.create)['parameters']>,
  'xTwilioWebhookEnabled'
>;
export type ParticipantChange = ValuesOf<(typeof participant.operations.update)['parameters']> & {
  readonly notificationLevel?: NotificationLevel;
};

export type Binding = Pick<
  ParticipantRow,
  | 'messaging_binding_type'
  | 'messaging_binding_address'
  | 'messaging_binding_proxy_address'
  | 'messaging_binding_projected_address'
  | 'messaging_binding_level'
  | 'messaging_binding_name'
>;

const noBinding: Binding = {
  messaging_binding_type: null,
  messaging_binding_address: null,
  messaging_binding_proxy_address: null,
  messaging_binding_projected_address: null,
  messaging_binding_level: null,
  messaging_binding_name: null,
};

/** The address pair by which inbound messages find the conversation; undefined for a member without one. */
export function pairOf({
  messaging_binding_address: address,
  messaging_binding_proxy_address: proxy,
}: Binding) {
  return address === null || proxy === null ? undefined : { address, proxy_address: proxy };
}

/** The role of a participant whose request names none. Users who created the conversation have one of their own. */
export const defaultRoleOf = (
  service: { readonly participant_role: string; readonly creator_role: string },
  conversation: { readonly created_by: string },
  identity: string | undefined,
): string => (identity === conversation.created_by ? service.creator_role : service.participant_role);

/** Where a participant is created. */
export interface CreateContext {
  readonly serviceId: number;
  readonly conversationSid: string;
  readonly sid: string;
  readonly roleSid: string;
}

/**
 * The binding that a request describes. An e-mail address is only accepted together with its type: without one, a text
 * without the prefix of a channel is a telephone number.
 *
 * @throws ApiError 50204, 50211, 50407, 50409, 50411, 50412, 50414, 50420, 50453 for addresses that do not match.
 */
export function bindingOf(settings: NewParticipant): Binding {
  const { identity, messagingBindingAddress: address, messagingBindingProxyAddress: proxy } = settings;
  const { messagingBindingProjectedAddress: projected, messagingBindingProxyAddressFallback: fallback } =
    settings;
  const { messagingBindingLevel: level, messagingBindingName: name } = settings;
  if (identity !== undefined && (address ?? proxy ?? fallback) !== undefined) throw new ApiError(50211);
  if (address === undefined) {
    if ((proxy ?? fallback) !== undefined) throw new ApiError(50411);
    if ((projected ?? identity) === undefined) throw new ApiError(50204);
    if ((level ?? name) !== undefined) throw new ApiError(50420);
    if (projected === undefined) return noBinding;
    assertProjectable(projected);
    return { ...noBinding, messaging_binding_type: 'sms', messaging_binding_projected_address: projected };
  }
  const type = channelOf(address) ?? 'sms';
  if ((type === 'email') !== (settings.messagingBindingType === 'email'))
    throw invalidAddress(
      'Address',
      address,
      'an e-mail address if MessagingBinding.Type is email, and only then',
    );
  if (projected !== undefined)
    throw invalidAddress('ProjectedAddress', projected, 'left out if there is a MessagingBinding.Address');
  if (fallback !== undefined && type !== 'rcs') throw new ApiError(50420);
  if (type === 'email') {
    if (proxy !== undefined) throw new ApiError(50453);
    return {
      ...noBinding,
      messaging_binding_type: type,
      messaging_binding_address: address,
      messaging_binding_level: level ?? null,
      messaging_binding_name: name ?? null,
    };
  }
  if ((level ?? name) !== undefined) throw new ApiError(50420);
  // Only a telephone number can be a group member.
  if (proxy === undefined && type !== 'sms') throw new ApiError(50412);
  if (proxy === address) throw new ApiError(50409);
  if (proxy !== undefined && channelOf(proxy) !== type) throw new ApiError(50414);
  return {
    ...noBinding,
    messaging_binding_type: type,
    messaging_binding_address: address,
    messaging_binding_proxy_address: proxy ?? null,
  };
}

/** @throws ApiError 50407: only a telephone number can stand for a member of a group. */
function assertProjectable(projected: string): void {
  if (channelOf(projected) !== 'sms')
    throw invalidAddress('ProjectedAddress', projected, 'a telephone number');
}

const invalidAddress = (name: 'Address' | 'ProjectedAddress', value: string, allowed: string): ApiError =>
  invalidParameter(`MessagingBinding.${name}`, value, allowed, 50407);

/** Whether a participant is a group member: has an SMS address, own or projected, and no proxy address. */
export const isGroupMember = (binding: Binding): boolean =>
  binding.messaging_binding_type === 'sms' && binding.messaging_binding_proxy_address === null;

/** Whether a participant uses a channel other than chat. */
export const isNonChat = (binding: Binding): boolean => binding.messaging_binding_address !== null;

/**
 * A new participant, without what is found out only when it is added: its user and the number of the event.
 *
 * @throws ApiError as {@link bindingOf}.
 */
export function create(
  settings: NewParticipant,
  context: CreateContext,
  now: number,
): Omit<ParticipantRow, 'user_sid' | 'created_event' | 'updated_event'> {
  const time = instant(now);
  const binding = bindingOf(settings);
  // The API gives no role to a group member without an identity.
  const role = isGroupMember(binding) && isNonChat(binding) ? null : context.roleSid;
  return {
    service_id: context.serviceId,
    conversation_sid: context.conversationSid,
    sid: context.sid,
    identity: settings.identity ?? null,
    attributes: settings.attributes ?? '{}',
    role_sid: role,
    ...binding,
    address_key:
      binding.messaging_binding_address === null ? null : addressKey(binding.messaging_binding_address),
    last_read_message_index: null,
    last_read_timestamp: null,
    notification_level: 'default',
    date_created: settings.dateCreated?.toISOString() ?? time,
    date_updated: settings.dateUpdated?.toISOString() ?? time,
  };
}

/** What a change refers to, after it was looked up. */
interface Found {
  readonly roleSid: string | undefined;
  readonly userSid: string | undefined;
}

/**
 * The participant after an update; the same object when the update changes nothing.
 *
 * @throws ApiError 50407, 50440 to 50444 and 50453 for addresses and identities that cannot be set or removed.
 */
export function update(
  before: ParticipantRow,
  change: ParticipantChange,
  found: Found,
  now: number,
): ParticipantRow {
  const identity = identityAfter(before, change.identity);
  const after = {
    ...before,
    attributes: change.attributes ?? before.attributes,
    role_sid: found.roleSid ?? before.role_sid,
    date_created: change.dateCreated?.toISOString() ?? before.date_created,
    date_updated: change.dateUpdated?.toISOString() ?? before.date_updated,
    identity,
    user_sid: found.userSid ?? before.user_sid,
    messaging_binding_proxy_address: proxyAfter(before, change.messagingBindingProxyAddress),
    ...projectedAddressAfter(before, change.messagingBindingProjectedAddress, identity),
    ...horizonAfter(before, change, now),
    notification_level: change.notificationLevel ?? before.notification_level,
  };
  if (isUnchanged(before, after)) return before;
  return change.dateUpdated === undefined ? { ...after, date_updated: instant(now) } : after;
}

function identityAfter(before: ParticipantRow, identity: string | undefined): string | null {
  if (identity === undefined) return before.identity;
  if (before.identity !== null || before.messaging_binding_projected_address === null)
    throw new ApiError(50444);
  return identity;
}

function proxyAfter(before: ParticipantRow, proxy: string | null | undefined): string | null {
  const own = before.messaging_binding_proxy_address;
  if (proxy === undefined) return own;
  if (proxy === null) {
    // Only a telephone number can be a group member.
    if (own === null || before.messaging_binding_type !== 'sms') throw new ApiError(50440);
    return null;
  }
  if (before.messaging_binding_address === null || own !== null) throw new ApiError(50441);
  if (before.messaging_binding_type === 'email') throw new ApiError(50453);
  if (proxy === before.messaging_binding_address) throw new ApiError(50409);
  if (channelOf(proxy) !== channelOf(before.messaging_binding_address)) throw new ApiError(50414);
  return proxy;
}

function projectedAddressAfter(
  before: ParticipantRow,
  projected: string | null | undefined,
  identity: string | null,
) {
  const { messaging_binding_projected_address: own, messaging_binding_type: type } = before;
  if (projected === undefined) return {};
  if (projected === null) {
    // It is all that identifies a participant without an identity.
    if (own === null || identity === null) throw new ApiError(50442);
    return { messaging_binding_projected_address: null, messaging_binding_type: null };
  }
  if (type !== null) throw new ApiError(50443);
  assertProjectable(projected);
  return { messaging_binding_projected_address: projected, messaging_binding_type: 'sms' };
}

/** The read horizon in a request: the last message that the participant has read. */
export interface Horizon {
  readonly lastReadMessageIndex?: number | null;
  readonly lastReadTimestamp?: Date | null;
}

/** The read horizon after a change. A timestamp that is not given follows the index. */
export function horizonAfter(
  before: Pick<ParticipantRow, 'last_read_message_index' | 'last_read_timestamp'>,
  { lastReadMessageIndex: index, lastReadTimestamp: timestamp }: Horizon,
  now: number,
) {
  const moved = index !== undefined && index !== before.last_read_message_index;
  return {
    last_read_message_index: index === undefined ? before.last_read_message_index : index,
    last_read_timestamp:
      timestamp !== undefined
        ? (timestamp?.toISOString() ?? null)
        : !moved
          ? before.last_read_timestamp
          : index === null
            ? null
            : instant(now),
  };
}

/**
 * The participant after its channel has reported that it has read a message; the same object when that changes nothing.
 * Only WhatsApp participants get their read horizon so. Reports on several messages can arrive in any order, so they
 * never move it back.
 */
export function applyReadReceipt(before: ParticipantRow, messageIndex: number, now: number): ParticipantRow {
  const { messaging_binding_type: type, last_read_message_index: index } = before;
  if (type !== 'whatsapp' || (index !== null && index >= messageIndex)) return before;
  const horizon = horizonAfter(before, { lastReadMessageIndex: messageIndex }, now);
  return { ...before, ...horizon, date_updated: instant(now) };
}

/** The properties of a participant in its events. */
export const snapshot = (
  row: Omit<ParticipantRow, 'created_event' | 'updated_event'>,
): EventProperties<'onParticipantUpdated'> => ({
  participant_sid: row.sid,
  identity: row.identity,
  user_sid: row.user_sid,
  role_sid: row.role_sid,
  attributes: row.attributes,
  messaging_binding_type: row.messaging_binding_type,
  messaging_binding_address: row.messaging_binding_address,
  messaging_binding_proxy_address: row.messaging_binding_proxy_address,
  messaging_binding_projected_address: row.messaging_binding_projected_address,
  messaging_binding_level: row.messaging_binding_level,
  messaging_binding_name: row.messaging_binding_name,
  last_read_message_index: row.last_read_message_index,
  last_read_timestamp: row.last_read_timestamp,
  notification_level: row.notification_level,
  date_created: row.date_created,
  date_updated: row.date_updated,
});
