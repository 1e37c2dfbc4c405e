import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly title: string;
  /** What belongs here, and what to do next. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** Stands where a list has nothing to show, and teaches the next step. */
export const EmptyState = ({ title, children, actions }: EmptyStateProps) => (
  <section className={styles['empty']}>
    <h2>{title}</h2>
    {children}
    {actions !== undefined && <div className={styles['actions']}>{actions}</div>}
  </section>
);
