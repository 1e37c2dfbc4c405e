import { type ComponentProps, createElement, type ReactNode, useId } from 'react';
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

/** A labelled control, which its hint and error describe. */
function Field({
  tag,
  label,
  hint,
  error,
  hideLabel = false,
  mono = false,
  className,
  ...props
}: FieldProps & {
  readonly tag: 'input' | 'textarea' | 'select';
  /** That of the field; the control has its own. */
  readonly className?: string | undefined;
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
      {createElement(tag, {
        ...props,
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

type PropsOf<Tag extends 'input' | 'textarea' | 'select'> = FieldProps & Omit<ComponentProps<Tag>, 'id'>;

/** A field for a line of text, a date, a password and so on. */
export const TextField = (props: PropsOf<'input'>) => <Field tag="input" {...props} />;

/** A field for several lines. */
export const TextArea = (props: PropsOf<'textarea'>) => <Field tag="textarea" {...props} />;

/** A field with a few choices, as `option` elements. */
export const SelectField = (props: PropsOf<'select'>) => <Field tag="select" {...props} />;
