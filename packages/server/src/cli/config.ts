import { parseConfig } from '../config/config.ts';
import { type Option, options } from '../config/options.ts';
import { readSettings } from '../config/read-settings.ts';

/** `colloquy config`: checks the settings and prints them with the secrets hidden. */
export async function showConfig(args: readonly string[]): Promise<void> {
  const settings = readSettings(args, process.env);
  parseConfig(settings);
  for (const [name, option] of Object.entries<Option>(options)) {
    const value = settings[name as keyof typeof options];
    // The URL of a PostgreSQL can contain a password, the path of a SQLite file cannot.
    const isHidden = option.secret && value !== '' && !value.startsWith('sqlite:');
    console.log(`${option.variable}=${isHidden ? '(set)' : value}`);
  }
}
