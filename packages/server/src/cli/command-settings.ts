import type { Settings } from '../config/options.ts';
import { readSettings } from '../config/read-settings.ts';
import { describeUnknownVariables } from '../config/unknown-settings.ts';
import type { Terminal } from './terminal.ts';

/**
 * The settings of a command, from its flags and the environment. An unknown variable gets only a warning, because it can
 * belong to another program.
 *
 * @throws ConfigError
 */
export function readCommandSettings(
  flags: Parameters<typeof readSettings>[0],
  { environment, printError }: Terminal,
): Settings {
  for (const warning of describeUnknownVariables(environment)) printError(`colloquy: warning: ${warning}\n`);
  return readSettings(flags, environment);
}
