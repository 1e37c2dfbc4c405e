import { parseConfig } from '../config/config.ts';
import { type Option, options } from '../config/options.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import type { CommandInput } from './command.ts';

/** `colloquy config`: checks the settings and prints them with the secrets hidden. */
export function showConfig({ settings, output }: CommandInput<never>): void {
  parseConfig(settings);
  const shown = Object.entries<Option>(options).map(([name, option]) => {
    const value = settings[name as keyof typeof options];
    const database = parseDatabaseUrl(value);
    // The URL of a database server can contain a password, the path of a file cannot.
    const isPath = database !== undefined && database.kind !== 'server';
    return [option.variable, option.secret && value !== '' && !isPath ? '(set)' : value] as const;
  });
  output.result(Object.fromEntries(shown), shown.map(([name, value]) => `${name}=${value}`).join('\n'));
}
