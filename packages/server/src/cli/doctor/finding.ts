import type { Config } from '../../config/config.ts';
import type { RemoteServer } from '../connection/remote-server.ts';

/** What a check has found. It contains no secrets. */
export interface Finding {
  readonly status: 'ok' | 'warning' | 'problem';
  readonly message: string;
  /** What to do about it; absent if nothing is wrong. */
  readonly fix?: string;
}

export const ok = (message: string): Finding => ({ status: 'ok', message });
export const warning = (message: string, fix: string): Finding => ({ status: 'warning', message, fix });
export const problem = (message: string, fix: string): Finding => ({ status: 'problem', message, fix });

/** What the checks look at. */
interface CheckContext {
  readonly config: Config;
  readonly environment: NodeJS.ProcessEnv;
  /** The server that runs with these settings; undefined if none does. */
  readonly server: RemoteServer | undefined;
  /** Now, in milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Bytes that are free on the disk of a folder. */
  readonly freeBytes: (folder: string) => Promise<number>;
}

export type Check = (context: CheckContext) => Promise<readonly Finding[]>;
