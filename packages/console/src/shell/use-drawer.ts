import { useEffect, useRef, useState } from 'react';

/**
 * The state of the side bar as a drawer. Opening it moves the focus to its first link; Escape closes it and returns the
 * focus to the button; it also closes when the focus leaves it, because it covers the page. On a wide screen, where the side bar is always there, there is no button that opens it.
 */
export function useDrawer() {
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const drawer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    drawer.current?.querySelector('a')?.focus();
    const close = ({ key }: KeyboardEvent) => {
      if (key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    const closeBehind = ({ target }: FocusEvent) => {
      const isInside = [drawer, button].some(
        ({ current }) => target instanceof Node && current?.contains(target),
      );
      if (!isInside) setOpen(false);
    };
    document.addEventListener('keydown', close);
    document.addEventListener('focusin', closeBehind);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('focusin', closeBehind);
    };
  }, [isOpen]);
  return { isOpen, setOpen, button, drawer };
}
