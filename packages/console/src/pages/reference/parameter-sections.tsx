import { type AnyParameter, describeValues, type ReferenceOperation } from '@colloquy/contract';
import { shortestPath } from '../../reference/groups.ts';
import { Badge } from '../../ui/badge.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
  /** The values that are allowed, where the type does not say it. */
  readonly values: string | undefined;
}

/** The keys of the path, and the parameters by their place in the request. */
export function ParameterSections({ operation }: { readonly operation: ReferenceOperation }) {
  const { paths, parameters, headers, body } = operation;
  const entries = Object.entries(parameters);
  const inPart = (part: AnyParameter['in']) =>
    entries.filter(([, parameter]) => parameter.in === part).map(toRow);
  const inShortest = shortestPath(operation).keys.map(({ name }) => name);
  const keys = paths[0].keys.map(({ name, sidPrefix, description }) => ({
    name,
    type: `SID, ${sidPrefix}…`,
    isRequired: inShortest.includes(name),
    description: inShortest.includes(name)
      ? description
      : `${description} The path without it is for the default service.`,
    values: undefined,
  }));
  const conditions = headers.map(({ name, description }) => ({
    name,
    type: 'text',
    isRequired: false,
    description,
    values: undefined,
  }));
  return (
    <>
      <Rows title="In the path" rows={keys} />
      <Rows title="In the query" rows={inPart('query')} />
      <Rows title="In the body" rows={[...inPart('form'), ...bodyRows(body)]} />
      <Rows title="In headers" rows={[...inPart('header'), ...conditions]} />
    </>
  );
}

function toRow([name, { codec, required, repeated, description }]: [string, AnyParameter]): Row {
  const { schema } = codec;
  return {
    name,
    type: `${typeOf(schema)}${repeated ? ', repeatable' : ''}`,
    isRequired: required,
    description,
    values: schema.not === undefined ? describeValues(schema) : undefined,
  };
}

function typeOf({ anyOf: [first] = [], ...schema }: AnyParameter['codec']['schema']): string {
  if (first !== undefined) return typeOf(first);
  if (schema.enum !== undefined) return schema.enum.join() === 'true,false' ? 'boolean' : 'enumeration';
  if (schema.pattern !== undefined) return /^\^(?:\(\?:)?[A-Z]{2}/.test(schema.pattern) ? 'SID' : 'text';
  if (schema.contentMediaType !== undefined) return 'JSON';
  if (schema.format === 'date-time') return 'date';
  if (schema.format === 'duration') return 'duration';
  if (schema.format === 'uri') return 'URL';
  return schema.type === 'integer' ? 'integer' : 'text';
}

function bodyRows(body: ReferenceOperation['body']): Row[] {
  if (body === undefined) return [];
  return [
    body.kind === 'content'
      ? {
          name: 'content',
          type: 'bytes',
          isRequired: true,
          description: 'The content itself with its type, or a form with one file.',
          values: undefined,
        }
      : {
          name: 'body',
          type: 'JSON',
          isRequired: true,
          description: `An object with ${Object.keys(body.schema.properties ?? {}).join(' and ')}.`,
          values: undefined,
        },
  ];
}

const Rows = ({ title, rows }: { readonly title: string; readonly rows: readonly Row[] }) =>
  rows.length > 0 && (
    <div>
      <h3 className={styles['label']}>{title}</h3>
      <ul className={styles['parameters']}>
        {rows.map(({ name, type, isRequired, description, values }) => (
          <li key={name} className={styles['parameter']}>
            <p className={styles['parameter-head']}>
              <code className={styles['parameter-name']}>{name}</code>
              <span className={styles['muted']}>{type}</span>
              {isRequired && <Badge tone="warning">required</Badge>}
            </p>
            <p>
              <RichText text={description} />
            </p>
            {values !== undefined && values !== 'text' && (
              <p className={styles['values']}>Must be {values}.</p>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
