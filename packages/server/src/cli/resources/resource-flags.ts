import { type AnyParameter, type Operation, quote, type Resource } from '@colloquy/contract';

type Flag = readonly [placeholder: string, help: string];

/** The name of the flag for a parameter of the API: `timers-inactive` for `Timers.Inactive`. */
export const flagOf = (parameter: string): string =>
  parameter
    .replaceAll('.', '-')
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();

/** The flags of an operation: one for each parameter of the API. */
export const parameterFlags = ({ parameters }: Operation): Record<string, Flag> =>
  Object.fromEntries(
    Object.entries<AnyParameter>(parameters).map(([name, parameter]) => [
      flagOf(name),
      [placeholderOf(parameter), helpOf(parameter)],
    ]),
  );

/** The flags that name the parents of a resource. */
export const parentFlags = ({ scope, path }: Resource): Record<string, Flag> => ({
  ...(scope === 'service' && {
    service: ['IS...', "The conversation service. Default: the account's default service."] as const,
  }),
  ...(path.includes('{ConversationSid}') && {
    conversation: ['CH...|NAME', 'The conversation, by its SID or unique name; required.'] as const,
  }),
});

function placeholderOf({ codec: { schema } }: AnyParameter): string {
  if (schema.enum !== undefined) return 'VALUE';
  if (schema.type === 'integer') return 'NUMBER';
  return schema.type === 'boolean' ? 'true|false' : 'TEXT';
}

function helpOf({ description, required, codec: { schema } }: AnyParameter): string {
  const values =
    schema.enum === undefined
      ? ''
      : ` One of ${schema.enum.map((value) => quote(String(value))).join(', ')}.`;
  return `${description}${values}${required ? ' Required.' : ''}`;
}
