import { ConfigError } from '../config/config-error.ts';
import { SeedError } from '../seeds/seed-error.ts';
import { StorageRefused, StorageUnavailable } from '../storage/storage.ts';
import { readCommandSettings } from './command-settings.ts';
import { explainListenError } from './listen-error.ts';
import { parseServeFlags } from './serve-flags.ts';

const args = process.argv.slice(2);

try {
  const serveFlags = parseServeFlags(args);
  if (serveFlags !== undefined) {
    const { serve } = await import('./serve.ts');
    await serve(readCommandSettings(serveFlags));
  } else {
    const { createProgram } = await import('./program.ts');
    await createProgram().parseAsync(args, { from: 'user' });
  }
} catch (error) {
  const message = explainError(error);
  if (message === undefined) throw error;
  if (message !== '') {
    // Loaded late, because a start without an error does not need it here. Messages can contain what others have sent.
    const { escapeControls } = await import('@colloquy/contract');
    console.error(`colloquy: ${message.split('\n').map(escapeControls).join('\n')}`);
    process.exitCode = 1;
  }
}

/**
 * The message of an error that the user can fix, empty when the parser printed the help or the version; undefined for
 * all others, which are printed with their stack.
 */
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
  if (error instanceof Error && 'exitCode' in error && /^commander\./.test(String(code)))
    return error.exitCode === 0 ? '' : error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return explainListenError(error);
}
