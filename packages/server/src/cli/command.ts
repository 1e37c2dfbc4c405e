import { Option } from 'commander';
import { UsageError } from '../config/config-error.ts';
import { type OptionName, options, type Option as Setting, type Settings } from '../config/options.ts';
import type { SettingSources } from '../config/read-settings.ts';
import { suggest } from '../platform/suggest.ts';
import { readCommandSettings, readServerUrl } from './command-settings.ts';
import { createOutput, type Output } from './terminal/output.ts';
import { type StartProgress, startProgress } from './terminal/progress.ts';
import type { TerminalCommand } from './terminal/terminal-command.ts';

/** What a user passed to a command. */
export interface CommandInput<Flag extends string, List extends string = never> {
  readonly settings: Settings;
  /** Where each setting comes from. */
  readonly sources: SettingSources;
  /** By name; a flag without a value is an empty string. */
  readonly flags: { readonly [Name in Flag]?: string };
  /** The values of the flags that can be repeated, by name. */
  readonly lists: { readonly [Name in List]?: readonly string[] };
  readonly output: Output;
  readonly environment: NodeJS.ProcessEnv;
  readonly startProgress: StartProgress;
}

type FlagTable<Flag extends string> = Readonly<Record<Flag, readonly [placeholder: string, help: string]>>;

interface CommandSpec<Flag extends string, List extends string> {
  /** The name and the arguments, such as `show <DELIVERY>` or `replay [DELIVERY]`. */
  readonly usage: string;
  readonly summary: string;
  /** A line to paste, without the name of the program. */
  readonly example: string;
  /** What the help says after the flags. */
  readonly notes?: string;
  /** Runs when the user names no command; its argument is then what is not a command. */
  readonly isDefault?: boolean;
  /** Names without dashes, each with its placeholder (empty for a flag without a value) and help. */
  readonly flags?: FlagTable<Flag>;
  /** Flags that can be repeated. */
  readonly lists?: FlagTable<List>;
  /** What `--json` prints; undefined for a command that has no result. */
  readonly json: string | undefined;
  /** The settings that the help of the command lists. The command takes all. */
  readonly settings: readonly OptionName[];
  /** @param argument is empty if there is none. */
  readonly run: (input: CommandInput<Flag, List>, argument: string) => Promise<void>;
}

/** Above the settings in the help of a command. */
export const settingsHeading = 'Settings:';

/** Adds a command that takes its own flags and those of the settings. Modules are loaded when it runs. */
export function addCommand<const Flag extends string = never, const List extends string = never>(
  parent: TerminalCommand,
  spec: CommandSpec<Flag, List>,
): void {
  const { usage, summary, example, isDefault = false, json, settings, run } = spec;
  const command = parent.command(usage, { isDefault }).description(summary).allowExcessArguments(isDefault);
  const flags = Object.entries<readonly [string, string]>(spec.flags ?? {});
  const lists = Object.entries<readonly [string, string]>(spec.lists ?? {});
  for (const [flag, [placeholder, help]] of flags) command.addOption(createOption(flag, placeholder, help));
  for (const [flag, [placeholder, help]] of lists)
    command.addOption(createListOption(flag, placeholder, help));
  if (json !== undefined) command.addOption(createOption('json', '', json));
  for (const [name, setting] of Object.entries<Setting>(options)) {
    const option = createOption(setting.flag, setting.placeholder, describeSetting(setting));
    command.addOption(option.helpGroup(settingsHeading).hideHelp(!settings.some((shown) => shown === name)));
    // Its value is false, which the setting understands; the help of the setting names it.
    if (setting.negatable) command.addOption(new Option(`--no-${setting.flag}`).hideHelp());
  }
  const acceptsMore = settings.length < Object.keys(options).length;
  command.notes = [
    ...(acceptsMore ? ['Every setting of `colloquy serve --help` is accepted, too.'] : []),
    ...(spec.notes === undefined ? [] : [spec.notes]),
  ].join('\n\n');
  command.example = example;
  command.action(() => {
    const given = command.options.flatMap((option) => {
      const value: unknown = command.getOptionValue(option.attributeName());
      return value === undefined ? [] : [[option.name(), value] as const];
    });
    const texts = Object.fromEntries(
      given.map(([name, value]) => [name, value === true ? '' : String(value)] as const),
    );
    const own = Object.fromEntries(flags.flatMap(([flag]) => (flag in texts ? [[flag, texts[flag]]] : [])));
    const values: Readonly<Record<string, readonly string[] | undefined>> = Object.fromEntries(
      lists.flatMap(([flag]) =>
        given.flatMap(([name, value]) =>
          name === flag && Array.isArray(value) ? [[flag, value.map(String)]] : [],
        ),
      ),
    );
    const { terminal } = command;
    const named = flags.some(([flag]) => flag === 'url') ? readServerUrl(terminal) : undefined;
    return run(
      {
        ...readCommandSettings(texts, terminal),
        // Object.fromEntries() widens the names to any string.
        flags: (named === undefined ? own : { url: named, ...own }) as CommandInput<Flag>['flags'],
        lists: values as CommandInput<never, List>['lists'],
        output: createOutput(terminal, 'json' in texts),
        environment: terminal.environment,
        startProgress: (what) => startProgress(what, terminal),
      },
      command.args[0] ?? '',
    );
  });
}

/** Adds a command that only has subcommands. */
export function addGroup(
  parent: TerminalCommand,
  name: string,
  summary: string,
  example: string,
): TerminalCommand {
  const group = parent.command(name).description(summary).allowExcessArguments().allowUnknownOption();
  group.example = example;
  return group.action(() => {
    const names = group.commands.map((command) => command.name());
    // What is missing is the command, whatever flags are meant for it.
    const given = group.args.find((each) => !each.startsWith('-'));
    const meant = given === undefined ? undefined : suggest(given, names);
    const hint =
      meant === undefined ? `${name} needs one of: ${names.join(', ')}.` : `Did you mean ${name} ${meant}?`;
    throw new UsageError(`${hint} See colloquy ${name} --help.`);
  });
}

/** A flag that takes one value. To commander, a placeholder that ends with dots stands for several. */
function createOption(flag: string, placeholder: string, help: string): Option {
  const option = new Option(placeholder === '' ? `--${flag}` : `--${flag} <${placeholder}>`, help);
  option.variadic = false;
  return option;
}

/** A flag whose values are collected. */
const createListOption = (flag: string, placeholder: string, help: string): Option =>
  createOption(flag, placeholder, `${help} Can be repeated.`).argParser(
    (value: string, earlier: readonly string[] = []) => [...earlier, value],
  );

/** The help of a setting, with its variables and default. */
function describeSetting({ variable, secret, help, ...setting }: Setting): string {
  const fallback = setting.default === '' ? '' : ` [${setting.default}]`;
  return `${help} ${variable}${secret ? `, ${variable}_FILE` : ''}${fallback}`;
}
