import type { FirstAccount } from '../accounts/accounts.ts';
import type { OnTable } from '../admin/reset/reset.ts';
import type { Log } from '../observe/logger.ts';
import type { Clock } from '../platform/clock.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { Storage } from '../storage/storage.ts';

/** What the application takes from outside, apart from its configuration. */
export interface AppDeps {
  /** Closed with the application. */
  readonly log: Log;
  /** The system's clock unless given. */
  readonly clock?: Clock;
  /** The system's randomness unless given. */
  readonly randomness?: Randomness;
}

/** A running server. */
export interface App extends AsyncDisposable {
  /** The URL that it listens on. */
  readonly url: string;
  /** The path of the example page, with its key where it has one; undefined if it is not served. */
  readonly examplePath: string | undefined;
  readonly account: FirstAccount;
  /** Whether it serves the web console. */
  readonly hasConsole: boolean;
  /** The path of the documentation; undefined if it has not been built. */
  readonly docsPath: string | undefined;
  readonly storage: Storage;
  /** Runs all background work that is due now; for clocks that are moved. */
  runDue(): Promise<void>;
  /** Removes everything except accounts and API keys. */
  reset(onTable?: OnTable): Promise<void>;
  /** Makes load balancers and clients send their requests elsewhere. The server still accepts them until it closes. */
  drain(): void;
  /** Finishes the requests in flight, then stops all parts. Every call resolves when everything has stopped. */
  close(): Promise<void>;
}
