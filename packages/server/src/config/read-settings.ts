import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';
import { type Option, type OptionName, options, type Settings } from './options.ts';
import { type SettingFiles, settingFileNames } from './setting-files.ts';

const entries = Object.entries(options) as [OptionName, Option][];

/** Where each setting comes from, for people: `--port`, `environment`, the name of a file, or `default`. */
export type SettingSources = Readonly<Record<OptionName, string>>;

export interface ReadSettings {
  readonly settings: Settings;
  readonly sources: SettingSources;
}

type Flags = Readonly<Record<string, string | undefined>>;

/** The settings without those of files in the working folder. @throws ConfigError for a file that cannot be read. */
export const readSettings = (flags: Flags, environment: NodeJS.ProcessEnv): Settings =>
  readSettingsWithSources(flags, environment, { environment: {}, config: {} }).settings;

/**
 * Reads every setting. Order of precedence: flag, variable, file named by `..._FILE`, the same in `.env`,
 * `colloquy.config.json`, default.
 *
 * @param flags values by the names of flags, without dashes.
 * @throws ConfigError for a file that cannot be read.
 */
export function readSettingsWithSources(
  flags: Flags,
  environment: NodeJS.ProcessEnv,
  files: SettingFiles,
): ReadSettings {
  const found = entries.map(
    ([name, option]) => [name, findSetting(option, flags, environment, files)] as const,
  );
  const settings = found.map(([name, { value }]) => [name, value]);
  const sources = found.map(([name, { source }]) => [name, source]);
  return { settings: Object.fromEntries(settings), sources: Object.fromEntries(sources) };
}

interface Found {
  readonly value: string;
  readonly source: string;
}

function findSetting(
  option: Option,
  flags: Flags,
  environment: NodeJS.ProcessEnv,
  files: SettingFiles,
): Found {
  const flag = flags[option.flag];
  if (flag !== undefined) return { value: flag, source: `--${option.flag}` };
  return (
    findVariable(option, environment, 'environment') ??
    findVariable(option, files.environment, settingFileNames.environment) ??
    findVariable(option, files.config, settingFileNames.config) ?? {
      value: option.default,
      source: 'default',
    }
  );
}

function findVariable(
  { variable, secret }: Option,
  environment: NodeJS.ProcessEnv,
  source: string,
): Found | undefined {
  const value = nonEmpty(environment[variable]);
  if (value !== undefined) return { value, source };
  const path = secret ? nonEmpty(environment[`${variable}_FILE`]) : undefined;
  return path === undefined ? undefined : { value: readSecretFile(variable, path), source: path };
}

function readSecretFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${variable}_FILE cannot be read: ${reason}`);
  }
}

/** Compose files and CI set a variable to the empty string when it has no value. */
const nonEmpty = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
