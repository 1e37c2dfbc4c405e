import { AuditError } from '../audit/audit-error.ts';
import { ConfigError, UsageError } from '../config/config-error.ts';
import { ErasureError } from '../erasure/erasure-error.ts';
import { LegalHoldError } from '../legal-holds/legal-holds.ts';
import { SeedError } from '../seeds/seed-error.ts';
import { StorageRefused, StorageUnavailable } from '../storage/storage.ts';
import { TransferError } from '../transfer/records/transfer-error.ts';
import { explainFileError } from './file-error.ts';
import { explainListenError } from './server/listen-error.ts';

/** What the process prints, and its exit code: 1 for a failure, 2 for a command line that cannot be meant. */
interface Explanation {
  /** Empty when the parser has printed the help or the version. */
  readonly message: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Errors whose message says what to do. */
const explained = [
  AuditError,
  ConfigError,
  ErasureError,
  LegalHoldError,
  SeedError,
  StorageRefused,
  StorageUnavailable,
  TransferError,
] as const;

/** Explains an error that the user can fix. Returns undefined for all others, which are printed with their stack. */
export function explainError(error: unknown): Explanation | undefined {
  if (isOfParser(error)) {
    if (error.exitCode === 0) return { message: '', exitCode: 0 };
    return { message: error.message.replace(/^error: /, '').replaceAll('\n', ' '), exitCode: 2 };
  }
  if (error instanceof UsageError) return { message: error.message, exitCode: 2 };
  const isExplained = explained.some((kind) => error instanceof kind);
  const message =
    isExplained && error instanceof Error
      ? error.message
      : (explainFileError(error) ?? explainListenError(error));
  return message === undefined ? undefined : { message, exitCode: 1 };
}

/** Whether the parser of the command line has thrown it. */
const isOfParser = (error: unknown): error is Error & { readonly exitCode: unknown } =>
  error instanceof Error && 'exitCode' in error && 'code' in error && /^commander\./.test(String(error.code));
