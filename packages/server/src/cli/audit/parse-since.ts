import { listAuditEntries } from '@colloquy/contract';
import { type Instant, instant } from '../../platform/instant.ts';
import { decodeArgument } from '../decode-argument.ts';

const { StartDate } = listAuditEntries.parameters;

/** The instant of `--since`; without the flag, one that sorts before all others. */
export const parseSince = (since: string | undefined): Instant =>
  since === undefined ? '' : instant(decodeArgument('--since', since, StartDate.codec).getTime());
