import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { classNames } from './class-names.ts';

/** A word about the state of something. The colour repeats what the word says. */
export const Badge = ({
  tone = 'neutral',
  children,
}: {
  readonly tone?: 'neutral' | 'success' | 'warning' | 'danger';
  readonly children: ReactNode;
}) => <span className={classNames(styles['badge'], tone !== 'neutral' && styles[tone])}>{children}</span>;
