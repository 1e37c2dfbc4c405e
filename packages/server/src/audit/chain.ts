import { hash } from 'node:crypto';
import type { AuditEntry } from './audit-log.ts';

/** An entry that the chain ends with, and its hash. */
export interface ChainHead {
  readonly position: number;
  readonly hash: string;
}

/** The head of a chain without entries. */
export const emptyHead: ChainHead = { position: 0, hash: '0'.repeat(64) };

/** The form of an entry that is hashed. Its order never changes. */
const canonical = (previousHash: string, entry: AuditEntry): string =>
  JSON.stringify([
    previousHash,
    entry.position,
    entry.time,
    entry.kind,
    entry.account_sid,
    entry.actor,
    entry.address,
    entry.request_id,
    entry.operation,
    entry.service_sid,
    entry.object_sid,
    entry.parameters,
    entry.error_code,
    entry.count,
  ]);

/** The hash of an entry, SHA-256 in hexadecimal digits, which depends on every entry before it. */
export const hashEntry = (previousHash: string, entry: AuditEntry): string =>
  hash('sha256', canonical(previousHash, entry));
