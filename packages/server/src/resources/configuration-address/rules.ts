import {
  ApiError,
  addressKey,
  channelOf,
  type configurationAddress,
  invalidParameter,
  type ValuesOf,
} from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { encodeList, replaceIfGiven } from '../../rest/row-changes.ts';
import type { AddressRow } from './store.ts';

type NewAddress = ValuesOf<(typeof configurationAddress.operations.create)['parameters']>;
type Change = ValuesOf<(typeof configurationAddress.operations.update)['parameters']>;

interface CreateContext {
  readonly accountSid: string;
  readonly sid: string;
}

/** @throws ApiError 50407 for an address of another channel, and as {@link updateAddress}. */
export function createAddress(
  settings: NewAddress,
  { accountSid, sid }: CreateContext,
  now: number,
): AddressRow {
  const { type, address } = settings;
  // The hosted API shows URNs of Apple with other types too.
  const channel = channelOf(address);
  if (channel !== type && channel !== 'apple')
    throw invalidParameter('Address', address, `an address of the type ${type}`, 50407);
  const time = instant(now);
  const row = {
    account_sid: accountSid,
    sid,
    type,
    address,
    address_key: addressKey(address),
    friendly_name: null,
    address_country: settings.addressCountry ?? null,
    auto_creation_enabled: 0,
    auto_creation_type: null,
    auto_creation_conversation_service_sid: null,
    auto_creation_webhook_url: null,
    auto_creation_webhook_method: null,
    auto_creation_webhook_filters: null,
    auto_creation_studio_flow_sid: null,
    auto_creation_studio_retry_count: null,
    date_created: time,
    date_updated: time,
  };
  return applyChange(row, settings);
}

/**
 * The configuration after an update; the same object when the update changes nothing.
 *
 * @param change with the SID of the service as it is stored.
 * @throws ApiError 50369, 50367 when auto-creation is enabled without the URL of the webhook or the SID of the flow.
 */
export function updateAddress(before: AddressRow, change: Change, now: number): AddressRow {
  const after = applyChange(before, change);
  const isUnchanged = Object.entries(after).every(
    ([name, value]) => value === before[name as keyof AddressRow],
  );
  return isUnchanged ? before : { ...after, date_updated: instant(now) };
}

function applyChange(before: AddressRow, change: Change): AddressRow {
  const type = change.autoCreationType ?? before.auto_creation_type;
  const after = {
    ...before,
    friendly_name: replaceIfGiven(change.friendlyName, before.friendly_name),
    auto_creation_enabled: Number(change.autoCreationEnabled ?? before.auto_creation_enabled),
    auto_creation_type: type,
    auto_creation_conversation_service_sid: replaceIfGiven(
      change.autoCreationConversationServiceSid,
      before.auto_creation_conversation_service_sid,
    ),
    auto_creation_webhook_url: replaceIfGiven(
      change.autoCreationWebhookUrl,
      before.auto_creation_webhook_url,
    ),
    auto_creation_webhook_method:
      change.autoCreationWebhookMethod ??
      before.auto_creation_webhook_method ??
      (type === 'webhook' ? 'POST' : null),
    auto_creation_webhook_filters: replaceIfGiven(
      encodeList(change.autoCreationWebhookFilters),
      before.auto_creation_webhook_filters,
    ),
    auto_creation_studio_flow_sid: replaceIfGiven(
      change.autoCreationStudioFlowSid,
      before.auto_creation_studio_flow_sid,
    ),
    auto_creation_studio_retry_count: replaceIfGiven(
      change.autoCreationStudioRetryCount,
      before.auto_creation_studio_retry_count,
    ),
  };
  if (after.auto_creation_enabled === 1) {
    if (type === 'webhook' && after.auto_creation_webhook_url === null) throw new ApiError(50369);
    if (type === 'studio' && after.auto_creation_studio_flow_sid === null) throw new ApiError(50367);
  }
  return after;
}
