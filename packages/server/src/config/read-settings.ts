import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';
import { type Option, type OptionName, options, type Settings } from './options.ts';

const entries = Object.entries(options) as [OptionName, Option][];

/**
 * Reads every setting. Order of precedence: flag, variable, file named by `..._FILE`, default.
 *
 * @param flags values by the names of flags, without dashes.
 * @throws ConfigError for a file that cannot be read.
 */
export function readSettings(
  flags: Readonly<Record<string, string | undefined>>,
  environment: NodeJS.ProcessEnv,
): Settings {
  const values = entries.map(([name, option]) => [
    name,
    flags[option.flag] ??
      nonEmpty(environment[option.variable]) ??
      readSecretFile(option, environment) ??
      option.default,
  ]);
  return Object.fromEntries(values);
}

function readSecretFile({ variable, secret }: Option, environment: NodeJS.ProcessEnv): string | undefined {
  const path = secret ? nonEmpty(environment[`${variable}_FILE`]) : undefined;
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${variable}_FILE cannot be read: ${reason}`);
  }
}

/** Compose files and CI set a variable to the empty string when it has no value. */
const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
