import {
  type AnyParameter,
  api,
  camelCase,
  type Mount,
  mountPath,
  mountsOf,
  type Operation,
  type Resource,
} from '@colloquy/contract';

/** A parameter of create or update, with its names in replies and in the client. */
export interface Field {
  /** Its path in replies: `friendly_name`, `timers.inactive`. */
  readonly path: string;
  /** Its name in the client: `timersInactive`. */
  readonly name: string;
  readonly parameter: AnyParameter;
  readonly inCreate: boolean;
  readonly inUpdate: boolean;
}

/** A key of a file: the objects of a resource, or the settings of a resource that exists once. */
export interface Section {
  readonly key: string;
  readonly resource: Resource;
  readonly mount: Mount;
  readonly single: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** The fields that identify an object; one of them is enough. */
  readonly names: readonly string[];
  /** The sections of its objects, in the order in which they are created. */
  readonly children: readonly Section[];
}

/**
 * The sections at the top of a seed, in the order in which they are created. Sections are nested like their paths:
 * `/v1/Services/{ChatServiceSid}/Roles` is `roles` in an object of `services`.
 */
export const sections: readonly Section[] = sectionsBelow('/v1');

function sectionsBelow(parent: string): Section[] {
  const own = Object.values<Resource>(api).flatMap((resource) =>
    mountsOf[resource.scope].flatMap((mount) => {
      const path = `${mountPath[mount]}/${resource.path}`;
      const [, container, name] = /^(.*?)(?:\/\{\w+\})?\/(\w+)$/.exec(path) ?? [];
      if (name === undefined || container !== parent) return [];
      return toSection(snakeCase(name), resource, mount, path);
    }),
  );
  const here = collectPrefixes(own);
  // Objects that others refer to come first, then settings, then those with the fewest children.
  const rank = (section: Section): number =>
    (collectReferences(section).some((prefix) => here.includes(prefix)) ? 100 : 0) +
    (section.single ? 0 : 10 + section.children.length);
  return own.toSorted((one, other) => rank(one) - rank(other));
}

function collectPrefixes(all: readonly Section[]): string[] {
  return all.flatMap(({ resource }) => resource.sidPrefix ?? []);
}

/** The SID prefixes of the objects that a section and its children refer to. */
function collectReferences({ fields, children }: Section): string[] {
  const inside = collectPrefixes(children);
  return [
    ...[...fields.values()].flatMap((field) => referencedPrefix(field) ?? []),
    ...children.flatMap(collectReferences),
  ].filter((prefix) => !inside.includes(prefix));
}

/** Undefined for a resource that cannot be created or found again. */
function toSection(key: string, resource: Resource, mount: Mount, path: string): Section | [] {
  const { create, update, list } = resource.operations;
  const single = resource.item === '';
  if (single ? update === undefined : create === undefined || list === undefined) return [];
  const fields = collectFields(resource, create, update);
  const nameCandidates = [
    resource.alternateKey ?? 'friendly_name',
    'messaging_binding.address',
    'messaging_binding.projected_address',
  ];
  const names = nameCandidates.filter((name) => fields.get(name)?.inCreate);
  return { key, resource, mount, single, fields, names, children: sectionsBelow(path) };
}

function collectFields(
  resource: Resource,
  create: Operation | undefined,
  update: Operation | undefined,
): Map<string, Field> {
  const parameters = { ...create?.parameters, ...update?.parameters };
  return new Map(
    Object.entries(parameters)
      .filter(([, parameter]) => parameter.in === 'form')
      .map(([name, parameter]) => {
        const path = name.split('.').map(snakeCase).join('.');
        // Requests repeat `Permission`; replies have `permissions`.
        const plural =
          parameter.repeated && !(path in resource.properties) && `${path}s` in resource.properties;
        const field = {
          path: plural ? `${path}s` : path,
          name: camelCase(name),
          parameter: create?.parameters[name] ?? parameter,
          inCreate: name in (create?.parameters ?? {}),
          inUpdate: name in (update?.parameters ?? {}),
        };
        return [field.path, field];
      }),
  );
}

/** The prefix of the SIDs that a field accepts, if it accepts any. */
export function referencedPrefix({ parameter }: Field): string | undefined {
  return /^\^([A-Z]{2})\[/.exec(parameter.codec.schema.pattern ?? '')?.[1];
}

/** Converts `FriendlyName` to `friendly_name`. */
function snakeCase(name: string): string {
  return name.replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
}
