import { useId } from 'react';
import styles from './checkbox-list.module.css';

interface CheckboxListProps<Name extends string> {
  readonly legend: string;
  readonly names: readonly Name[];
  readonly checked: readonly Name[];
  /** Why the choice is refused. */
  readonly error?: string | undefined;
  readonly onChange: (checked: readonly Name[]) => void;
}

/** A choice of any number of names. */
export function CheckboxList<Name extends string>({
  legend,
  names,
  checked,
  error,
  onChange,
}: CheckboxListProps<Name>) {
  const id = useId();
  return (
    <fieldset className={styles['list']} aria-describedby={error === undefined ? undefined : id}>
      <legend>{legend}</legend>
      {names.map((name) => (
        <label key={name} className={styles['choice']}>
          <input
            type="checkbox"
            checked={checked.includes(name)}
            onChange={({ target }) =>
              onChange(target.checked ? [...checked, name] : checked.filter((each) => each !== name))
            }
          />
          {name}
        </label>
      ))}
      {error !== undefined && (
        <p role="alert" id={id} className={styles['error']}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
