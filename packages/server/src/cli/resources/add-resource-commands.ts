import { type Action, api, type Operation, type Resource } from '@colloquy/contract';
import type { OptionName } from '../../config/options.ts';
import { addCommand, addGroup } from '../command.ts';
import type { TerminalCommand } from '../terminal/terminal-command.ts';
import { parameterFlags, parentFlags } from './resource-flags.ts';

/** A resource that has commands. */
interface CommandResource {
  readonly resource: Resource;
  readonly one: string;
  /** What names an object in the examples. */
  readonly key: string;
  /** The parameters of the examples. */
  readonly create: string;
  readonly update?: string;
}

const exampleDigits = '0123456789abcdef'.repeat(2);

const resources: Readonly<Record<string, CommandResource>> = {
  conversations: {
    resource: api.conversation,
    one: 'a conversation',
    key: 'support',
    create: '--friendly-name Support --unique-name support',
    update: '--state closed',
  },
  participants: {
    resource: api.participant,
    one: 'a participant',
    key: `MB${exampleDigits}`,
    create: '--identity alice',
    update: '--last-read-message-index 3',
  },
  messages: {
    resource: api.message,
    one: 'a message',
    key: `IM${exampleDigits}`,
    create: '--author alice --body Hello',
    update: '--body Goodbye',
  },
  users: {
    resource: api.user,
    one: 'a user',
    key: 'alice',
    create: '--identity alice',
    update: '--friendly-name Alice',
  },
  services: {
    resource: api.service,
    one: 'a service',
    key: `IS${exampleDigits}`,
    create: '--friendly-name Shop',
  },
};

const verbs: readonly (readonly [action: Action, verb: string])[] = [
  ['list', 'list'],
  ['fetch', 'get'],
  ['create', 'create'],
  ['update', 'update'],
  ['delete', 'delete'],
];

/** What all commands for a running server have. */
interface Shared {
  readonly flags: Readonly<Record<string, readonly [placeholder: string, help: string]>>;
  readonly settings: readonly OptionName[];
}

/** Adds the commands that read and change the objects of a running server, as the contract describes them. */
export function addResourceCommands(program: TerminalCommand, shared: Shared): void {
  for (const [name, described] of Object.entries(resources)) {
    const operations: Readonly<Partial<Record<Action, Operation>>> = described.resource.operations;
    const found = verbs.flatMap(([action, verb]) => {
      const operation = operations[action];
      return operation === undefined ? [] : [{ verb, operation }];
    });
    const verbList = found.map(({ verb }) => verb).join(', ');
    const example = `${name} ${exampleOf(described, 'create', 'create')}`;
    const group = addGroup(program, name, verbList, example);
    for (const { verb, operation } of found)
      addOperation(group, { name, ...described }, verb, operation, shared);
  }
}

function addOperation(
  group: TerminalCommand,
  described: CommandResource & { readonly name: string },
  verb: string,
  operation: Operation,
  { flags, settings }: Shared,
): void {
  const { name, one, resource } = described;
  const { action } = operation;
  addCommand<string>(group, {
    usage: hasKey(action) ? `${verb} <SID>` : verb,
    summary: hasKey(action)
      ? `${verb} ${one}, by its ${['SID', resource.alternateKey?.replace('_', ' ')].filter(Boolean).join(' or ')}`
      : `${verb} ${action === 'list' ? name : one}`,
    example: `${name} ${exampleOf(described, verb, action)}`,
    flags: {
      ...parentFlags(resource),
      ...parameterFlags(operation),
      ...(action === 'list' && { limit: ['NUMBER', 'Maximum number of objects. Default: 50.'] as const }),
      ...(action === 'delete' && { yes: ['', 'Do not ask for confirmation.'] as const }),
      ...flags,
    },
    json: 'Print what the API replies.',
    settings,
    run: async (input, key) => {
      const { runOperation } = await import('./run-operation.ts');
      await runOperation(input, { resource, operation, key });
    },
  });
}

const hasKey = (action: Action): boolean => action !== 'list' && action !== 'create';

function exampleOf(
  { resource, key, create, update = '' }: CommandResource,
  verb: string,
  action: Action,
): string {
  const parent = resource.path.includes('{ConversationSid}') ? ['--conversation support'] : [];
  const parameters = action === 'create' ? [create] : action === 'update' ? [update] : [];
  return [verb, ...(hasKey(action) ? [key] : []), ...parent, ...parameters].join(' ');
}
