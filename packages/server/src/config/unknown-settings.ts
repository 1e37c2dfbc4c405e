import { suggest } from '../platform/suggest.ts';
import { type Option, options } from './options.ts';

const settings: readonly Option[] = Object.values(options);
const variables = new Set(
  settings.flatMap(({ variable, secret }) => (secret ? [variable, `${variable}_FILE`] : [variable])),
);
const variableByWords = new Map(settings.map(({ variable }) => [wordsOf(variable), variable]));

/** Returns one sentence for each name that is not the variable of a setting, with the variable that may be meant. */
export const describeUnknownSettings = (names: readonly string[]): string[] =>
  names.filter((name) => !variables.has(name)).map(describe);

/**
 * {@link describeUnknownSettings} for the variables of an environment that look like ours. Kubernetes sets some that
 * begin with the name of a service.
 */
export const describeUnknownVariables = (environment: NodeJS.ProcessEnv): string[] =>
  describeUnknownSettings(
    Object.keys(environment).filter(
      (name) =>
        name.startsWith('COLLOQUY_') &&
        // Not a setting of a server: it names one for the other commands.
        name !== 'COLLOQUY_URL' &&
        !(environment['COLLOQUY_SERVICE_HOST'] !== undefined && /^COLLOQUY_(?:SERVICE|PORT)/.test(name)),
    ),
  );

function describe(name: string): string {
  const meant = variableByWords.get(suggest(wordsOf(name), [...variableByWords.keys()]) ?? '');
  // Escaped, because the name goes to a terminal.
  const shown = JSON.stringify(name).slice(1, -1);
  return meant === undefined
    ? `${shown} is not a setting; colloquy config prints all of them.`
    : `${shown} is not a setting; did you mean ${meant}?`;
}

/** The words of a name in any notation, such as `log_level` for COLLOQUY_LOG_LEVEL, logLevel and log-level. */
function wordsOf(name: string): string {
  return name
    .replace(/([a-z])(?=[A-Z])/g, '$1_')
    .replaceAll('-', '_')
    .toLowerCase()
    .replace(/^colloquy_/, '');
}
