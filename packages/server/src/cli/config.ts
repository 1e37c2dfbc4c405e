import { parseConfig } from '../config/config.ts';
import { type Option, type OptionName, options } from '../config/options.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import type { CommandInput } from './command.ts';
import { formatTable } from './terminal/format-table.ts';

/** `colloquy config`: checks the settings and prints them, with where each comes from and the secrets hidden. */
export function showConfig({ settings, sources, output }: CommandInput<never>): void {
  parseConfig(settings);
  const shown = (Object.keys(options) as OptionName[]).map((name) => {
    const { variable, secret }: Option = options[name];
    const value = settings[name];
    const isHidden = secret === true && value !== '' && !isPath(value);
    return { variable, value, isHidden, source: sources[name] };
  });
  output.result(
    Object.fromEntries(
      shown.map(({ variable, value, isHidden, source }) => [
        variable,
        { value: isHidden ? null : value, hidden: isHidden, source },
      ]),
    ),
    formatTable([
      ['SETTING', 'SOURCE', 'VALUE'],
      ...shown.map(({ variable, value, isHidden, source }) => [
        variable,
        source,
        isHidden ? '(hidden)' : value,
      ]),
    ]),
  );
}

/** The URL of a database server can contain a password, the path of a file cannot. */
function isPath(value: string): boolean {
  const database = parseDatabaseUrl(value);
  return database !== undefined && database.kind !== 'server';
}
