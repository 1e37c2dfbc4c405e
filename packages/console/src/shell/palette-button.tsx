import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './shell.module.css';

const CommandPalette = lazy(() => import('./command-palette.tsx'));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const shortcut = isApple ? '⌘K' : 'Ctrl K';

/** Opens the command palette, as does its shortcut on every page. */
export function PaletteButton({ service }: { readonly service: string }) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(isApple ? event.metaKey : event.ctrlKey)) return;
      // Browsers use it for their search.
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', open);
    return () => document.removeEventListener('keydown', open);
  }, []);
  return (
    <>
      <Button
        look="quiet"
        small
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        className={styles['palette']}
        onClick={() => setOpen(true)}
      >
        Go to <kbd className={styles['key']}>{shortcut}</kbd>
      </Button>
      <Suspense>{isOpen && <CommandPalette service={service} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
