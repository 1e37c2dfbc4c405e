import { readCommandSettings } from './command-settings.ts';
import { explainError } from './explain-error.ts';
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
  const explained = explainError(error);
  if (explained === undefined) throw error;
  const { message, exitCode } = explained;
  if (message !== '') {
    // Loaded late, because a start without an error does not need it here. Messages can contain what others have sent.
    const { escapeControls } = await import('@colloquy/contract');
    console.error(`colloquy: ${message.split('\n').map(escapeControls).join('\n')}`);
  }
  process.exitCode = exitCode;
}
