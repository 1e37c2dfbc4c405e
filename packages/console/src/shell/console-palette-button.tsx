import { lazy, Suspense, useCallback, useState } from 'react';
import { useShortcutKeys } from '../shortcuts/use-shortcut-keys.ts';
import { PaletteButton, paletteKeys } from './palette-button.tsx';

const ConsolePalette = lazy(() => import('./console-palette.tsx'));
const ShortcutsDialog = lazy(() => import('../shortcuts/shortcuts-dialog.tsx'));

/** Opens the palette of a session, and makes the other shortcuts work. */
export function ConsolePaletteButton({ service }: { readonly service: string }) {
  const [showsShortcuts, setShowsShortcuts] = useState(false);
  const showShortcuts = useCallback(() => setShowsShortcuts(true), []);
  useShortcutKeys(service, showShortcuts);
  return (
    <>
      <PaletteButton
        renderPalette={(onClose) => (
          <ConsolePalette service={service} onClose={onClose} onShowShortcuts={showShortcuts} />
        )}
      />
      <Suspense>
        {showsShortcuts && (
          <ShortcutsDialog paletteKeys={paletteKeys} onClose={() => setShowsShortcuts(false)} />
        )}
      </Suspense>
    </>
  );
}
