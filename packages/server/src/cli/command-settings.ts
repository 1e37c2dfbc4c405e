import { type ReadSettings, readSettingsWithSources } from '../config/read-settings.ts';
import { readSettingFiles } from '../config/setting-files.ts';
import { describeUnknownVariables } from '../config/unknown-settings.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The settings of a command, from its flags, the environment and the files in the working folder. An unknown variable gets
 * only a warning, because it can belong to another program.
 *
 * @throws ConfigError
 */
export function readCommandSettings(
  flags: Parameters<typeof readSettingsWithSources>[0],
  { environment, folder, printError }: Terminal,
): ReadSettings {
  const files = readSettingFiles(folder);
  for (const warning of describeUnknownVariables({ ...files.environment, ...environment }))
    printError(`colloquy: warning: ${warning}\n`);
  return readSettingsWithSources(flags, environment, files);
}

/** The server that the environment or `.env` names for all commands, as `colloquy status --env` does; undefined for none. */
export function readServerUrl({ environment, folder }: Terminal): string | undefined {
  const name = 'COLLOQUY_URL';
  return (environment[name] ?? readSettingFiles(folder).environment[name]) || undefined;
}
