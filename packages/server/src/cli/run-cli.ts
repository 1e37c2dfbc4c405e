import { readCommandSettings } from './command-settings.ts';
import { explainError } from './explain-error.ts';
import { parseServeFlags } from './server/serve-flags.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * Runs the command line. Resolves with the exit code when the command is done, or the server listens.
 *
 * @throws an error that the user cannot fix.
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2> {
  try {
    const serveFlags = parseServeFlags(args);
    if (serveFlags !== undefined) {
      const { serve } = await import('./server/serve.ts');
      await serve(readCommandSettings(serveFlags, terminal).settings);
    } else {
      const { createProgram } = await import('./program.ts');
      await createProgram(terminal).parseAsync([...args], { from: 'user' });
    }
    return 0;
  } catch (error) {
    const explained = explainError(error);
    if (explained === undefined) throw error;
    const { message, exitCode } = explained;
    if (message !== '') {
      // Loaded late, because a start without an error does not need it here. Messages can contain what others have sent.
      const { escapeControls } = await import('@colloquy/contract');
      terminal.printError(`colloquy: ${message.split('\n').map(escapeControls).join('\n')}\n`);
    }
    return exitCode;
  }
}
