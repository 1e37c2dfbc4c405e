import type { JsonSchema } from '../json-schema.ts';
import type { DateFormat, Properties, Property } from '../property.ts';
import { listKeyOf, type Resource } from '../resource.ts';
import { objectName } from '../routes.ts';

export const componentRef = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const jsonContent = (schema: JsonSchema) => ({ content: { 'application/json': { schema } } });

export function objectSchema(properties: Properties): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, propertySchema(property)]),
    ),
    required: Object.keys(properties).filter(
      (name) => !properties[name]?.optional && !properties[name]?.serviceScopedOnly,
    ),
    additionalProperties: false,
  };
}

function propertySchema(property: Property): JsonSchema {
  const schema = plainSchema(property);
  return property.nullable ? { anyOf: [schema, { type: 'null' }] } : schema;
}

const dateSchemas: Readonly<Record<DateFormat, JsonSchema>> = {
  seconds: { type: 'string', format: 'date-time', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' },
  milliseconds: {
    type: 'string',
    format: 'date-time',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
  },
  rfc2822: {
    type: 'string',
    pattern: '^[A-Z][a-z]{2}, \\d\\d [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000$',
  },
};

function plainSchema(property: Property): JsonSchema {
  switch (property.type) {
    case 'sid':
      return { type: 'string', pattern: `^${property.prefix}[0-9a-fA-F]{32}$` };
    case 'text':
      return { type: 'string' };
    case 'date':
      return dateSchemas[property.format];
    case 'enum':
      return { type: 'string', enum: property.values };
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: property.type };
    case 'list':
      return { type: 'array', items: propertySchema(property.of) };
    case 'map':
      return { type: 'object', additionalProperties: propertySchema(property.of) };
    case 'json':
      return {};
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'object':
      return objectSchema(property.properties);
    case 'links': {
      const keys = Object.keys(property.links);
      return {
        type: 'object',
        properties: Object.fromEntries(keys.map((key) => [key, { type: 'string', format: 'uri' }])),
        required: keys,
        additionalProperties: false,
      };
    }
  }
}

export function listSchema(resource: Resource): JsonSchema {
  const key = listKeyOf(resource);
  return {
    type: 'object',
    properties: {
      meta: {
        type: 'object',
        properties: {
          page: { type: 'integer' },
          page_size: { type: 'integer' },
          first_page_url: { type: 'string', format: 'uri' },
          previous_page_url: { type: ['string', 'null'], format: 'uri' },
          url: { type: 'string', format: 'uri' },
          next_page_url: { type: ['string', 'null'], format: 'uri' },
          key: { type: 'string', enum: [key] },
        },
        required: ['page', 'page_size', 'first_page_url', 'previous_page_url', 'url', 'next_page_url', 'key'],
        additionalProperties: false,
      },
      [key]: { type: 'array', items: componentRef(objectName(resource)) },
    },
    required: ['meta', key],
    additionalProperties: false,
  };
}
