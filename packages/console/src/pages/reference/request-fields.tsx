import {
  type AnyParameter,
  exampleParameter,
  exampleSid,
  type ReferenceOperation,
  type ReferencePath,
} from '@colloquy/contract';
import { fieldNames } from '../../reference/read-form.ts';
import { exampleValues } from '../../reference/request-values.ts';
import { SelectField, TextArea, TextField } from '../../ui/field.tsx';
import styles from './reference.module.css';
import { RichText } from './rich-text.tsx';

interface RequestFieldsProps {
  readonly operation: ReferenceOperation;
  readonly path: ReferencePath;
  readonly defaultKeys: Readonly<Record<string, string>>;
}

/** A field for everything that a request of the operation can say. */
export const RequestFields = ({ operation, path, defaultKeys }: RequestFieldsProps) => (
  <>
    {path.keys.map(({ name, sidPrefix, description }) => (
      <TextField
        key={name}
        label={name}
        name={fieldNames.key(name)}
        mono
        required
        spellCheck={false}
        placeholder={exampleSid(sidPrefix)}
        defaultValue={defaultKeys[name] ?? ''}
        hint={description}
      />
    ))}
    <BodyField operation={operation} path={path} />
    {Object.entries(operation.parameters)
      .toSorted(([, one], [, other]) => Number(one.in === 'header') - Number(other.in === 'header'))
      .map(([name, parameter]) => (
        <ParameterField
          key={name}
          name={name}
          parameter={parameter}
          // A new object has nothing to remove.
          canClear={parameter.empty === 'clear' && operation.action !== 'create'}
        />
      ))}
    {operation.headers.map(({ name, description }) => (
      <TextField key={name} label={name} name={fieldNames.header(name)} mono hint={description} />
    ))}
  </>
);

interface ParameterFieldProps {
  readonly name: string;
  readonly parameter: AnyParameter;
  /** Whether an empty value removes something. */
  readonly canClear: boolean;
}

function ParameterField({ name, parameter, canClear }: ParameterFieldProps) {
  const { codec, required, repeated, description } = parameter;
  const { schema } = codec;
  // The operation refuses it.
  if (schema.not !== undefined) return null;
  const shared = {
    label: required ? `${name} (required)` : name,
    name: fieldNames.parameter(name),
    hint: <RichText text={repeated ? `${description} One value per line.` : description} />,
  };
  return (
    <div className={styles['field']}>
      {schema.enum !== undefined && !repeated ? (
        <SelectField {...shared}>
          <option value="">Not sent</option>
          {schema.enum.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </SelectField>
      ) : repeated || schema.contentMediaType !== undefined ? (
        <TextArea {...shared} mono rows={2} placeholder={exampleParameter(name, parameter)} />
      ) : (
        <TextField {...shared} placeholder={exampleParameter(name, parameter)} />
      )}
      {canClear && (
        <label className={styles['check']}>
          <input type="checkbox" name={fieldNames.empty(name)} /> Send {name} as an empty value
        </label>
      )}
    </div>
  );
}

function BodyField({ operation, path }: Pick<RequestFieldsProps, 'operation' | 'path'>) {
  const { body } = operation;
  if (body === undefined) return null;
  return body.kind === 'content' ? (
    <TextField label="File" type="file" name={fieldNames.body} required />
  ) : (
    <TextArea
      label="Body"
      name={fieldNames.body}
      mono
      required
      rows={4}
      defaultValue={String(exampleValues(operation, path).body ?? '')}
    />
  );
}
