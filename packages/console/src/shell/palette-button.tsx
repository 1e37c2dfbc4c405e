import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useShortcutKeys } from '../shortcuts/use-shortcut-keys.ts';
import { Button } from '../ui/button.tsx';
import styles from './shell.module.css';

const CommandPalette = lazy(() => import('./command-palette.tsx'));
const ShortcutsDialog = lazy(() => import('../shortcuts/shortcuts-dialog.tsx'));

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const shortcut = isApple ? '⌘K' : 'Ctrl K';

/** Opens the command palette, as does its shortcut on every page, and makes the other shortcuts work. */
export function PaletteButton({ service }: { readonly service: string }) {
  const [open, setOpen] = useState<'palette' | 'shortcuts'>();
  const showShortcuts = useCallback(() => setOpen('shortcuts'), []);
  useShortcutKeys(service, showShortcuts);
  useEffect(() => {
    const openPalette = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(isApple ? event.metaKey : event.ctrlKey)) return;
      // Browsers use it for their search.
      event.preventDefault();
      setOpen('palette');
    };
    document.addEventListener('keydown', openPalette);
    return () => document.removeEventListener('keydown', openPalette);
  }, []);
  const onClose = () => setOpen(undefined);
  return (
    <>
      <Button
        look="quiet"
        small
        aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}
        className={styles['palette']}
        onClick={() => setOpen('palette')}
      >
        Go to <kbd className={styles['key']}>{shortcut}</kbd>
      </Button>
      <Suspense>
        {open === 'palette' && (
          <CommandPalette service={service} onClose={onClose} onShowShortcuts={showShortcuts} />
        )}
        {open === 'shortcuts' && <ShortcutsDialog paletteKeys={shortcut} onClose={onClose} />}
      </Suspense>
    </>
  );
}
