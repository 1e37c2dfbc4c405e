import { ConfigError } from '../config/config-error.ts';
import { SeedError } from '../seeds/seed-error.ts';
import { StorageRefused, StorageUnavailable } from '../storage/storage.ts';
import { help } from './help.ts';

const commands: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<void>>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  migrate: async () => (await import('./migrate.ts')).migrate,
  config: async () => (await import('./config.ts')).showConfig,
  keys: async () => (await import('./keys.ts')).keys,
  seed: async () => (await import('./seed.ts')).seed,
  reset: async () => (await import('./reset.ts')).reset,
  webhooks: async () => (await import('./webhooks/webhooks.ts')).webhooks,
};

/** The command line: `colloquy COMMAND [FLAGS]`. */
async function main([command = 'serve', ...args]: readonly string[]): Promise<void> {
  if (['help', '--help', '-h'].includes(command) || args.includes('--help')) return void console.log(help());
  if (['version', '--version', '-v'].includes(command))
    return void console.log((await import('../version.ts')).version);
  // The default command takes flags, too.
  const [name, rest] = command.startsWith('-') ? ['serve', [command, ...args]] : [command, args];
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) throw new ConfigError(`There is no command ${name}. See colloquy --help.`);
  const run = await load();
  await run(rest);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const message = explainError(error);
  if (message === undefined) throw error;
  console.error(`colloquy: ${message}`);
  process.exitCode = 1;
}

/** The message of an error that the user can fix; undefined for all others, which are printed with their stack. */
function explainError(error: unknown): string | undefined {
  if (
    error instanceof ConfigError ||
    error instanceof SeedError ||
    error instanceof StorageRefused ||
    error instanceof StorageUnavailable
  ) {
    return error.message;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'The port is in use. Choose another one with --port or PORT.';
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `The server cannot listen on this address (${code}).`;
  return undefined;
}
