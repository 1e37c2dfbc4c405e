import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { camelCase, quote } from '@colloquy/contract';
import { errorReason } from '../platform/error-reason.ts';
import { suggest } from '../platform/suggest.ts';
import { ConfigError } from './config-error.ts';
import { type Option, options } from './options.ts';

/** The files in the working folder that can contain settings. */
export const settingFileNames = { environment: '.env', config: 'colloquy.config.json' } as const;

/** What the files contain, by variable; empty for a file that does not exist. */
export interface SettingFiles {
  /** Of `.env`: all its variables, also those of other programs. */
  readonly environment: NodeJS.ProcessEnv;
  /** Of `colloquy.config.json`. */
  readonly config: NodeJS.ProcessEnv;
}

/** @throws ConfigError for a file that cannot be read, or has what is not a setting. */
export function readSettingFiles(folder: string): SettingFiles {
  const environment = readIfExists(join(folder, settingFileNames.environment));
  const config = readIfExists(join(folder, settingFileNames.config));
  return {
    environment: environment === undefined ? {} : parseEnv(environment),
    config: config === undefined ? {} : parseConfigFile(config),
  };
}

function readIfExists(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // A folder named .env belongs to another program.
    if (
      error instanceof Error &&
      'code' in error &&
      ['ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code))
    )
      return undefined;
    throw new ConfigError(`${path} cannot be read: ${errorReason(error)}`, { cause: error });
  }
}

/** The variables by their names in the file, which are those of the flags: `databaseUrl` for `--database-url`. */
const variableByKey = new Map(
  Object.values<Option>(options).map(({ flag, variable }) => [camelCase(flag), variable]),
);

function parseConfigFile(text: string): NodeJS.ProcessEnv {
  const file = settingFileNames.config;
  const { $schema: _, ...values } = parseJsonObject(file, text);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const variable = variableByKey.get(key);
      if (variable === undefined) {
        const meant = suggest(key, [...variableByKey.keys()]);
        throw new ConfigError(
          `${file}: ${quote(key)} is not a setting${meant === undefined ? '; colloquy config prints all of them' : `; did you mean ${meant}?`}`,
        );
      }
      return [variable, toText(key, value)];
    }),
  );
}

function parseJsonObject(file: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${file} is not JSON: ${errorReason(error)}`, { cause: error });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ConfigError(`${file} must be an object with settings, such as { "port": 3000 }.`);
  return { ...value };
}

/** The text that the variable of a setting would have. The message does not show the value, which may be a secret. */
function toText(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(',');
  throw new ConfigError(
    `${settingFileNames.config}: ${key} must be a text, a number, true, false or a list of texts.`,
  );
}
