import type { ComponentProps } from 'react';
import styles from './button.module.css';
import { classNames } from './class-names.ts';

interface ButtonLook {
  readonly look?: 'primary' | 'danger' | 'quiet' | 'plain' | undefined;
  readonly small?: boolean | undefined;
}

/** The class of a link that looks like a button. */
export const buttonClass = ({ look = 'plain', small = false }: ButtonLook = {}): string =>
  classNames(styles['button'], look !== 'plain' && styles[look], small && styles['small']);

/** A button; it does not submit a form unless its type says so. */
export const Button = ({
  look,
  small,
  type = 'button',
  className,
  ...props
}: ComponentProps<'button'> & ButtonLook) => (
  <button {...props} type={type} className={classNames(buttonClass({ look, small }), className)} />
);
