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

export function create(given: NewCredential, { accountSid, sid }: CreateContext, now: number): CredentialRow {
  const time = instant(now);
  return {
    account_sid: accountSid,
    sid,
    ...settings(given.type, given),
    date_created: time,
    date_updated: time,
  };
}

/** The credential after an update; the same object when the update changes nothing. */
export function update(before: CredentialRow, change: Change, now: number): CredentialRow {
  const after = { ...before, ...settings(change.type ?? before.type, change, before) };
  return isUnchanged(before, after) ? before : { ...after, date_updated: instant(now) };
}

/** The settings that a request leads to. Values that the push service does not use are dropped. */
function settings(type: string, change: Change, before?: CredentialRow) {
  const keep = (given: string | null | undefined, current: string | null | undefined) =>
    replaceIfGiven(given, current) ?? null;
  const of = (owner: string, given: string | null | undefined, current: string | null | undefined) =>
    owner === type ? keep(given, current) : null;
  const sandbox = change.sandbox === undefined ? before?.sandbox : change.sandbox ? 'True' : 'False';
  return {
    friendly_name: keep(change.friendlyName, before?.friendly_name),
    type,
    sandbox: type === 'apn' ? (sandbox ?? 'False') : null,
    certificate: of('apn', change.certificate, before?.certificate),
    private_key: of('apn', change.privateKey, before?.private_key),
    api_key: of('gcm', change.apiKey, before?.api_key),
    secret: of('fcm', change.secret, before?.secret),
  };
}
