import { createRequire } from 'node:module';
import { scenarios } from '../index.ts';
import { Chat, type Environment } from './chat.ts';

/*
 * The program of a process that runs scenarios: it receives their titles, and replies with an error or nothing.
 * Its arguments are the path of the SDK, and the server as JSON.
 */

const [sdkPath = '', server = ''] = process.argv.slice(2);
const environment: Environment = {
  sdk: createRequire(import.meta.url)(sdkPath),
  server: JSON.parse(server),
  toMedia: (text) => Buffer.from(text),
  sendsForms: false,
};

process.on('message', (title: string) => {
  const scenario = scenarios[title] ?? (() => Promise.reject(new Error(`${title} is not a scenario.`)));
  Chat.run(environment, scenario).then(
    () => process.send?.({ title }),
    (error: unknown) => process.send?.({ title, error: describe(error) }),
  );
});

// The SDK drops the promise of a read that the server refuses to a user who has just been removed.
process.on('unhandledRejection', (reason: unknown) => {
  if (!(reason instanceof Error && 'status' in reason && reason.status === 403)) throw reason;
});

/** The SDK also rejects with objects that are not errors. */
const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : JSON.stringify(error);
