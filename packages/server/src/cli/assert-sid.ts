import { sidPattern } from '@colloquy/contract';
import { UsageError } from '../config/config-error.ts';

/** @throws UsageError for the value of a flag that is not a SID with this prefix. */
export function assertSid(flag: string, prefix: string, value: string | undefined): void {
  if (value !== undefined && !sidPattern(prefix).test(value))
    throw new UsageError(`--${flag} takes a SID: ${prefix} and 32 hexadecimal digits.`);
}
