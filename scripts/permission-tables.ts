/** The tables of docs/permissions.md, which follow from the contract. */
import {
  api,
  defaultRoles,
  type Need,
  type Operation,
  type Permission,
  permissionNames,
  permissions,
  type Resource,
  type Rule,
  type UserAccess,
} from '@colloquy/contract';
import { formatCode, renderTable } from './markdown.ts';

const operations = Object.values<Resource>(api).flatMap((resource) =>
  Object.values<Operation>(resource.operations).flatMap((operation) =>
    operation.users === undefined ? [] : [{ summary: operation.summary, users: operation.users }],
  ),
);

/** The needs of an operation, each with the parameters that it applies to; none for that of every request. */
function needsOf({ needs, parameters = {} }: UserAccess) {
  const byNeed = Map.groupBy(Object.entries(parameters), ([, need]) => JSON.stringify(need));
  const ofParameters = [...byNeed.values()].flatMap((entries) => {
    const [first] = entries;
    return first === undefined ? [] : [{ need: first[1], names: entries.map(([name]) => name) }];
  });
  return [...(needs === undefined ? [] : [{ need: needs, names: [] }]), ...ofParameters];
}

const has = (rule: Rule, permission: Permission): boolean =>
  typeof rule === 'object' && rule.includes(permission);

/** What a permission is enough for: everything, the user's own, or what is not the user's own. */
function describeReach({ own, other, by }: Need, permission: Permission): string | undefined {
  const [isForOwn, isForOther] = [has(own, permission), has(other, permission)];
  if (!isForOwn && !isForOther) return undefined;
  if (isForOwn && isForOther) return '';
  if (by === 'value') return isForOwn ? ' of the user' : ' of somebody else';
  return isForOwn ? ' of their own' : ' of others';
}

const formatNames = (names: readonly string[]): string => names.map(formatCode).join(', ');

/** The table of permissions: which roles can have each, what it allows and which default roles have it. */
export function renderPermissions(): string {
  const rows = permissionNames.map((permission) => {
    const uses = operations.flatMap(({ summary, users }) => {
      const parts = needsOf(users).flatMap(({ need, names }) => {
        const reach = describeReach(need, permission);
        return reach === undefined ? [] : [`${formatNames(names)}${reach}`.trim()];
      });
      return parts.length === 0 ? [] : [[summary, parts.filter((part) => part !== '').join('; ')]];
    });
    const owners = Object.values(defaultRoles).filter((role) =>
      role.permissions.some((name) => name === permission),
    );
    return [
      formatCode(permission),
      permissions[permission].join(', '),
      uses.map(([summary, parts]) => (parts === '' ? summary : `${summary}: ${parts}`)).join('. ') ||
        'nothing yet',
      owners.map(({ friendlyName }) => friendlyName).join(', '),
    ];
  });
  return renderTable(['Permission', 'Types of role', 'Allows', 'Default roles that have it'], rows);
}

const places: Readonly<Record<UserAccess['in'], string>> = {
  service: 'every user of the service',
  self: 'the user of the path',
  membership: 'the user of the path, as a participant',
  conversation: 'everyone who can see the conversation',
  participant: 'participants, and users with the permission in the service',
};

function describeNeed({ own, other, by }: Need): string {
  const describe = (rule: Rule): string => {
    if (rule === 'allowed') return 'allowed';
    return typeof rule === 'number' ? `403/${rule}` : rule.map(formatCode).join(' or ');
  };
  const [forOwn, forOther] = [describe(own), describe(other)];
  if (forOwn === forOther) return forOwn;
  return by === 'value'
    ? `own identity: ${forOwn}; other: ${forOther}`
    : `own: ${forOwn}; of others: ${forOther}`;
}

/** The table of the operations that users can use: who may, and what else each parameter needs. */
export function renderUserOperations(): string {
  const rows = operations.map(({ summary, users }) => [
    summary,
    places[users.in],
    needsOf(users)
      .map(({ need, names }) => (names.length === 0 ? '' : `${formatNames(names)}: `) + describeNeed(need))
      .join('<br>'),
  ]);
  return renderTable(['Operation', 'Who', 'Permissions'], rows);
}
