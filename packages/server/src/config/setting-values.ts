import { ConfigError } from './config-error.ts';
import { options } from './options.ts';

/** The error for a setting that is not what it must be; it names the setting and not its value. */
export const invalidSetting = (name: keyof typeof options, wanted: string): ConfigError =>
  new ConfigError(`${options[name].variable} (--${options[name].flag}) must be ${wanted}.`);

/** The parts of a list with commas. */
export const splitList = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
