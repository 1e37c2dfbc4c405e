import type { credential, ValuesOf } from '@colloquy/contract';
import { instant } from '../../platform/instant.ts';
import { isUnchanged, replaceIfGiven } from '../../rest/row-changes.ts';
import type { CredentialRow } from './store.ts';

type NewCredential = ValuesOf<(typeof credential.operations.create)['parameters']>;
type Change = ValuesOf<(typeof credential.operations.update)['parameters']>;

interface CreateContext {
  readonly accountSid: string;
  readonly sid: string;
}

export function create(
  settings: NewCredential,
  { accountSid, sid }: CreateContext,
  now: number,
): CredentialRow {
  const time = instant(now);
  const row = {
    account_sid: accountSid,
    sid,
    friendly_name: null,
    type: settings.type,
    sandbox: null,
    certificate: null,
    private_key: null,
    api_key: null,
    secret: null,
    date_created: time,
    date_updated: time,
  };
  return applyChange(row, settings);
}

/** The credential after an update; the same object when the update changes nothing. */
export function update(before: CredentialRow, change: Change, now: number): CredentialRow {
  const after = applyChange(before, change);
  return isUnchanged(before, after) ? before : { ...after, date_updated: instant(now) };
}

/** Values that the push service does not use are dropped. */
function applyChange(before: CredentialRow, change: Change): CredentialRow {
  const type = change.type ?? before.type;
  const of = (owner: string, given: string | null | undefined, kept: string | null) =>
    owner === type ? replaceIfGiven(given, kept) : null;
  const sandbox = change.sandbox === undefined ? before.sandbox : change.sandbox ? 'True' : 'False';
  return {
    ...before,
    friendly_name: replaceIfGiven(change.friendlyName, before.friendly_name),
    type,
    sandbox: type === 'apn' ? (sandbox ?? 'False') : null,
    certificate: of('apn', change.certificate, before.certificate),
    private_key: of('apn', change.privateKey, before.private_key),
    api_key: of('gcm', change.apiKey, before.api_key),
    secret: of('fcm', change.secret, before.secret),
  };
}
