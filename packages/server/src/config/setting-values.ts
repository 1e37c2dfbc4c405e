import { quote } from '@colloquy/contract';
import { ConfigError } from './config-error.ts';
import { type Option, type OptionName, options, type Settings } from './options.ts';

/** The error for an invalid setting. It shows the value, unless that is a secret or a URL that may contain one. */
export function invalidSetting(settings: Settings, name: OptionName, wanted: string): ConfigError {
  const { variable, flag, secret }: Option = options[name];
  const given = secret || settings[name].includes('@') ? '' : `, not ${quote(settings[name])}`;
  return new ConfigError(`${variable} (--${flag}) must be ${wanted}${given}.`);
}

/** The trimmed, non-empty parts of a list with commas. */
export const splitList = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
