import { type OptionName, options } from '../../config/options.ts';

// Object.keys() widens the names to any string.
export const allSettings = Object.keys(options) as OptionName[];
/** The settings that matter to commands which need a database or a running server. */
export const connectionSettings: readonly OptionName[] = ['databaseUrl', 'accountSid', 'authToken'];

/** The server of commands that can do without one. */
export const optionalUrl = {
  url: [
    'URL',
    'A running server. Default: COLLOQUY_URL, else the one that runs on the database file, if any.',
  ],
} as const;

/** The server of commands that need a running one. */
export const sharedUrl = {
  url: [
    'URL',
    'The server. Default: COLLOQUY_URL, else the one that runs on the database file, else the host and the port in the settings.',
  ],
} as const;

export const confirmed = { yes: ['', 'Do not ask for confirmation.'] } as const;

/** What `--json` prints, for commands without a form of their own. */
export const printsJson = 'Print JSON.';
