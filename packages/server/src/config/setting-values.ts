import { ConfigError } from './config-error.ts';
import { options } from './options.ts';

/** The error for an invalid setting. It names the setting but not the value, which can be a secret. */
export const invalidSetting = (name: keyof typeof options, wanted: string): ConfigError =>
  new ConfigError(`${options[name].variable} (--${options[name].flag}) must be ${wanted}.`);

/** The trimmed, non-empty parts of a list with commas. */
export const splitList = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
