import { type AuditKind, auditKinds } from '@colloquy/contract';
import type { ChainedEntry } from '../../audit/audit-log.ts';

/** An entry of the audit log in the form of the API and of exports. */
export function serializeEntry(entry: ChainedEntry) {
  // Only lists of names are stored.
  const parameters = JSON.parse(entry.parameters) as readonly string[];
  return {
    position: entry.position,
    date: entry.time,
    kind: kindOf(entry),
    account_sid: entry.account_sid,
    actor: entry.actor,
    address: entry.address,
    request_id: entry.request_id,
    operation: entry.operation,
    service_sid: entry.service_sid,
    object_sid: entry.object_sid,
    parameters,
    error_code: entry.error_code,
    count: entry.count,
    hash: entry.hash,
  };
}

/** An entry with another kind has been tampered with; a list still shows it. */
const kindOf = ({ kind }: ChainedEntry): AuditKind => auditKinds.find((each) => each === kind) ?? 'act';
