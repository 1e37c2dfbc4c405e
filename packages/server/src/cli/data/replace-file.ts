import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../config/config-error.ts';
import { errorReason } from '../../platform/error-reason.ts';

/** Writes a file that only its owner may read, completely or not at all. @throws ConfigError if that is not possible. */
export function replaceFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  try {
    rmSync(temporary, { force: true });
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new ConfigError(`Cannot write ${file}: ${errorReason(error)}`, { cause: error });
  }
}
