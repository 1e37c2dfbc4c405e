import { type Command, Help, type HelpConfiguration } from 'commander';
import { type Option, type OptionName, options } from '../../config/options.ts';
import { formatTable } from './format-table.ts';

/** How the help of all commands looks. */
export const helpFormat: HelpConfiguration = {
  formatItem,
  // Every command has options, so their placeholder says nothing.
  subcommandTerm: (command) => [command.name(), ...argumentTerms(command)].join(' '),
};

/** The arguments of a command as its usage shows them. */
export const argumentTerms = ({ registeredArguments }: Command): string[] =>
  registeredArguments.map((each) => (each.required ? `<${each.name()}>` : `[${each.name()}]`));

/** Puts the help of options below their names where a column for the names would leave too little room. */
function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  if (termWidth <= 30) return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  const wrapped = helper.boxWrap(description, (helper.helpWidth ?? 80) - 6);
  return `  ${term}\n${wrapped.replaceAll(/^/gm, '      ')}`;
}

const mainSettings: readonly OptionName[] = [
  ...(['port', 'host', 'databaseUrl', 'accountSid', 'authToken', 'publicUrl'] as const),
  ...(['logLevel', 'testClock'] as const),
];

/** The settings that most users need, one on a line, for the top-level help. */
export function describeMainSettings(): string {
  const rows = mainSettings.map((name) => {
    const { flag, variable, help, ...option }: Option = options[name];
    // The first clause names the setting; the help of serve has the rest.
    const [summary = ''] = help.split(/[:;,.] /);
    return [`--${flag}`, variable, `${summary}${option.default === '' ? '' : ` [${option.default}]`}`];
  });
  return `Main settings:
${formatTable(rows).replaceAll(/^/gm, '  ')}

  A secret can be in a file: COLLOQUY_AUTH_TOKEN_FILE=PATH. All settings: colloquy serve --help`;
}
