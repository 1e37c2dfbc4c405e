import { Link, Outlet, useParams } from '@tanstack/react-router';
import { lazy, useRef } from 'react';
import { buttonClass } from '../ui/button.tsx';
import { Brand } from './brand.tsx';
import { PaletteButton } from './palette-button.tsx';
import styles from './public-shell.module.css';
import { SkipLink } from './skip-link.tsx';
import { useFocusOnNavigation } from './use-focus-on-navigation.ts';

const ReferencePalette = lazy(() => import('./reference-palette.tsx'));

/** What surrounds the pages that need no credentials. @param notice why the session has ended. */
export function PublicShell({ notice }: { readonly notice: string | undefined }) {
  const main = useRef<HTMLElement>(null);
  const { topic } = useParams({ strict: false });
  useFocusOnNavigation(main);
  return (
    <div className={styles['shell']}>
      <SkipLink target={main} />
      <header className={styles['header']}>
        <Brand to="/reference" />
        <PaletteButton renderPalette={(onClose) => <ReferencePalette onClose={onClose} />} />
        <Link
          to="/sign-in"
          search={topic === undefined ? {} : { reference: topic }}
          className={buttonClass({ small: true })}
        >
          Sign in
        </Link>
      </header>
      <main ref={main} id="main" tabIndex={-1} className={styles['main']}>
        {notice !== undefined && (
          <p role="status" className={styles['notice']}>
            {notice}
          </p>
        )}
        <Outlet />
      </main>
    </div>
  );
}
