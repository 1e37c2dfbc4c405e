import { type ReactNode, Suspense, useState } from 'react';
import { useShortcut } from '../shortcuts/settings.ts';
import { Button } from './button.tsx';

/**
 * The button of a page that creates what the page lists, which `c` presses, too, and the dialog that it opens.
 *
 * @param renderDialog renders the dialog, which calls its argument to be closed.
 */
export function useCreateAction(
  title: string,
  renderDialog: (onClose: () => void) => ReactNode,
): { readonly button: ReactNode; readonly dialog: ReactNode } {
  const [isOpen, setOpen] = useState(false);
  const shortcut = useShortcut('c');
  return {
    button: (
      <Button look="primary" aria-keyshortcuts={shortcut} onClick={() => setOpen(true)}>
        {title}
      </Button>
    ),
    dialog: <Suspense>{isOpen && renderDialog(() => setOpen(false))}</Suspense>,
  };
}
