import type { Properties, Property } from '../property.ts';
import { snakeCase } from '../snake-case.ts';
import { exampleSid } from './example-sid.ts';
import { exampleDates, exampleInteger, exampleKey, exampleText, exampleWord } from './example-values.ts';

/** What the object of an example is, and where. */
export interface ExampleLocation {
  /** Its name in snake_case. */
  readonly subject: string;
  /** URL of the service, or of the root of the API. */
  readonly scopeUrl: string;
  readonly objectUrl: string;
  readonly isServiceScoped: boolean;
}

/** JSON as an example shows it. */
type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Derives an object as a reply could contain it. It has every key, so that it shows all that a client can get; only
 * links to other pages, and errors beside a status, are null.
 */
export function exampleObject(properties: Properties, location: ExampleLocation): JsonObject {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries(properties)) {
    if (property.serviceScopedOnly && !location.isServiceScoped) continue;
    values[name] = exampleValue(name, property, location, values);
  }
  return values;
}

const nullNames = [
  'next_page_url',
  'previous_page_url',
  'next_page_uri',
  'previous_page_uri',
  'next_page_token',
  'error',
];

/** @param before what the object has before this property: the SIDs that its links contain. */
function exampleValue(
  name: string,
  property: Property,
  location: ExampleLocation,
  before: JsonObject,
): unknown {
  if (property.nullable && nullNames.includes(name)) return null;
  switch (property.type) {
    case 'sid':
      return exampleSid(property.prefix);
    case 'text':
      return exampleText(name, location.subject);
    case 'integer':
      return exampleInteger(name, location.subject);
    case 'number':
      return 3.2;
    case 'boolean':
      return name.endsWith('enabled');
    case 'date':
      return exampleDates[property.format];
    case 'enum':
      return exampleWord(property.values, name);
    case 'list':
      return [exampleValue(name, property.of, location, before)];
    case 'map': {
      const key = exampleKey(name);
      return { [key]: exampleValue(snakeCase(key), property.of, location, before) };
    }
    case 'json':
      return {};
    case 'object':
      return exampleObject(property.properties, location);
    case 'url':
      return property.template === undefined
        ? location.objectUrl
        : location.scopeUrl + fillTemplate(property.template, before);
    case 'links':
      return Object.fromEntries(
        Object.entries(property.links).map(([key, link]) => [
          key,
          link.startsWith('/')
            ? location.scopeUrl + fillTemplate(link, before)
            : `${location.objectUrl}/${link}`,
        ]),
      );
  }
}

const fillTemplate = (template: string, values: JsonObject): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
