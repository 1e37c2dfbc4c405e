import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './shell.module.css';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The keys of the command palette, as people read them. */
export const paletteKeys = isApple ? '⌘K' : 'Ctrl K';

/** Opens the command palette, as does its shortcut on every page. */
export function PaletteButton({
  renderPalette,
}: {
  readonly renderPalette: (onClose: () => void) => ReactNode;
}) {
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
        Go to <kbd className={styles['key']}>{paletteKeys}</kbd>
      </Button>
      <Suspense>{isOpen && renderPalette(() => setOpen(false))}</Suspense>
    </>
  );
}
