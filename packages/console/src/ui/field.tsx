import { type ComponentProps, type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import styles from './field.module.css';

interface FieldProps {
  readonly label: string;
  /** Explains the value, below the control. */
  readonly hint?: ReactNode;
  /** Why the value is refused. */
  readonly error?: string | undefined;
  /** Whether the label is only for assistive technology, because the place explains the control. */
  readonly hideLabel?: boolean | undefined;
  readonly mono?: boolean | undefined;
}

/** Renders a labelled control, which its hint and error describe. */
function Field({
  label,
  hint,
  error,
  hideLabel = false,
  mono = false,
  className,
  children,
}: FieldProps & {
  readonly className?: string | undefined;
  readonly children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(
    Boolean,
  );
  return (
    <div className={classNames(styles['field'], className)}>
      <label htmlFor={id} className={hideLabel ? styles['hidden'] : styles['label']}>
        {label}
      </label>
      {children({
        id,
        className: classNames(styles['control'], mono && styles['mono']),
        'aria-invalid': error !== undefined,
        'aria-describedby': described.length === 0 ? undefined : described.join(' '),
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className={styles['hint']}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p role="alert" id={`${id}-error`} className={styles['error']}>
          {error}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly className: string;
  readonly 'aria-invalid': boolean;
  readonly 'aria-describedby': string | undefined;
}

/** A field for a line of text, a date, a password and so on. */
export const TextField = ({
  label,
  hint,
  error,
  hideLabel,
  mono,
  className,
  ...props
}: FieldProps & Omit<ComponentProps<'input'>, 'id'>) => (
  <Field {...{ label, hint, error, hideLabel, mono }} className={className}>
    {(control) => <input {...props} {...control} />}
  </Field>
);

/** A field for several lines. */
export const TextArea = ({
  label,
  hint,
  error,
  hideLabel,
  mono,
  className,
  ...props
}: FieldProps & Omit<ComponentProps<'textarea'>, 'id'>) => (
  <Field {...{ label, hint, error, hideLabel, mono }} className={className}>
    {(control) => <textarea {...props} {...control} />}
  </Field>
);

/** A field with a few choices, as `option` elements. */
export const SelectField = ({
  label,
  hint,
  error,
  hideLabel,
  mono,
  className,
  children,
  ...props
}: FieldProps & Omit<ComponentProps<'select'>, 'id'>) => (
  <Field {...{ label, hint, error, hideLabel, mono }} className={className}>
    {(control) => (
      <select {...props} {...control}>
        {children}
      </select>
    )}
  </Field>
);
