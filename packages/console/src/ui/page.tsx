import { type ReactNode, useEffect } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the console: its heading, which is also the title of the window, its actions and its content. */
export function Page({ title, description, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Colloquy console`;
  }, [title]);
  return (
    <>
      <header className={styles['header']}>
        <div className={styles['titles']}>
          <h1 className={styles['title']}>{title}</h1>
          {description && <p className={styles['description']}>{description}</p>}
        </div>
        {actions && <div className={styles['actions']}>{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** Stands for content that has not arrived yet. */
export const Loading = ({ what }: { readonly what: string }) => (
  <p role="status" className={styles['loading']}>
    Loading {what} …
  </p>
);
