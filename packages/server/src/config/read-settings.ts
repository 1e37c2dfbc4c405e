import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError } from './config-error.ts';
import { type Option, type OptionName, options, type Settings } from './options.ts';

const entries = Object.entries(options) as [OptionName, Option][];

/**
 * Reads every setting. Order of precedence: flag, variable, file named by `..._FILE`, default.
 *
 * @throws ConfigError for an unknown flag and for a file that cannot be read.
 */
export const readSettings = (args: readonly string[], environment: NodeJS.ProcessEnv): Settings =>
  readArguments(args, environment, []).settings;

/** The settings, and the values of the flags of one command. */
export interface CommandArguments<CommandFlag extends string> {
  readonly settings: Settings;
  readonly commandFlags: { readonly [Flag in CommandFlag]?: string };
}

/**
 * Reads the settings like {@link readSettings}, and the flags of a command.
 *
 * @throws ConfigError for an unknown flag and for a file that cannot be read.
 */
export function readArguments<const CommandFlag extends string>(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  commandFlagNames: readonly CommandFlag[],
): CommandArguments<CommandFlag> {
  const flags = parseFlags(args, commandFlagNames);
  const values = entries.map(([name, option]) => [
    name,
    flags[option.flag] ??
      nonEmpty(environment[option.variable]) ??
      readSecretFile(option, environment) ??
      option.default,
  ]);
  const commandFlags = commandFlagNames.flatMap((flag) =>
    flags[flag] === undefined ? [] : [[flag, flags[flag]]],
  );
  return { settings: Object.fromEntries(values), commandFlags: Object.fromEntries(commandFlags) };
}

function parseFlags(
  args: readonly string[],
  commandFlagNames: readonly string[],
): Readonly<Record<string, string | undefined>> {
  const names = [...entries.map(([, { flag }]) => flag), ...commandFlagNames];
  const knownFlags = Object.fromEntries(names.map((flag) => [flag, { type: 'string' } as const]));
  try {
    return parseArgs({ args: [...args], options: knownFlags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error));
  }
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
