import { type Command, Option } from 'commander';
import { UsageError } from '../config/config-error.ts';
import { type OptionName, options, type Option as Setting, type Settings } from '../config/options.ts';
import { suggest } from '../platform/suggest.ts';
import { readCommandSettings } from './command-settings.ts';

/** What a user passed to a command. */
export interface CommandInput<Flag extends string> {
  readonly settings: Settings;
  /** By name; a flag without a value is an empty string. */
  readonly flags: { readonly [Name in Flag]?: string };
}

interface CommandSpec<Flag extends string> {
  /** The name and the arguments, such as `show <DELIVERY>` or `replay [DELIVERY]`. */
  readonly usage: string;
  readonly summary: string;
  /** A line to paste, without the name of the program. */
  readonly example: string;
  /** Runs when the user names no command; its argument is then what is not a command. */
  readonly isDefault?: boolean;
  /** Names without dashes, each with its placeholder (empty for a flag without a value) and help. */
  readonly flags?: Readonly<Record<Flag, readonly [placeholder: string, help: string]>>;
  /** The settings that the help of the command lists. The command takes all. */
  readonly settings: readonly OptionName[];
  /** @param argument is empty if there is none. */
  readonly run: (input: CommandInput<Flag>, argument: string) => Promise<void>;
}

/** Adds a command that takes its own flags and those of the settings. Modules are loaded when it runs. */
export function addCommand<const Flag extends string = never>(
  parent: Command,
  { usage, summary, example, isDefault = false, flags: ownFlags, settings, run }: CommandSpec<Flag>,
): void {
  const command = parent.command(usage, { isDefault }).description(summary).allowExcessArguments(isDefault);
  const flags = Object.entries<readonly [string, string]>(ownFlags ?? {});
  for (const [flag, [placeholder, help]] of flags) command.addOption(createOption(flag, placeholder, help));
  for (const [name, setting] of Object.entries<Setting>(options)) {
    const option = createOption(setting.flag, setting.placeholder, describeSetting(setting));
    command.addOption(option.hideHelp(!settings.some((shown) => shown === name)));
    // Its value is false, which the setting understands; the help of the setting names it.
    if (setting.negatable) command.addOption(new Option(`--no-${setting.flag}`).hideHelp());
  }
  if (settings.length < Object.keys(options).length)
    command.addHelpText('after', '\nEvery setting of `colloquy serve --help` is accepted, too.');
  addExample(command, example);
  command.action(() => {
    const given = Object.fromEntries(
      command.options.flatMap((option) => {
        const value: unknown = command.getOptionValue(option.attributeName());
        return value === undefined ? [] : [[option.name(), value === true ? '' : String(value)]];
      }),
    );
    const own = Object.fromEntries(flags.flatMap(([flag]) => (flag in given ? [[flag, given[flag]]] : [])));
    // Object.fromEntries() widens the names to any string.
    const input = { settings: readCommandSettings(given), flags: own as CommandInput<Flag>['flags'] };
    return run(input, command.args[0] ?? '');
  });
}

/** Puts a line to paste at the end of the help. */
export const addExample = (command: Command, example: string): Command =>
  command.addHelpText('after', `\nExample:\n  colloquy ${example}`);

/** Adds a command that only has subcommands. */
export function addGroup(parent: Command, name: string, summary: string, example: string): Command {
  const group = parent.command(name).description(summary).allowExcessArguments();
  addExample(group, example);
  return group.action(() => {
    const names = group.commands.map((command) => command.name());
    const [given] = group.args;
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

/** The help of a setting, with its variables and default. */
export function describeSetting({ variable, secret, help, ...setting }: Setting): string {
  const fallback = setting.default === '' ? '' : ` [${setting.default}]`;
  return `${help} ${variable}${secret ? `, ${variable}_FILE` : ''}${fallback}`;
}
