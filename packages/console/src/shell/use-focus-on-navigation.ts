import { useRouterState } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef } from 'react';

/**
 * Moves the focus to the content when another page opens: as when a browser loads a page, the keyboard and screen readers
 * begin with the new content.
 *
 * @param onNavigate is called before.
 */
export function useFocusOnNavigation(target: RefObject<HTMLElement | null>, onNavigate = () => {}): void {
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    onNavigate();
    target.current?.focus({ preventScroll: true });
  }, [pathname, target, onNavigate]);
}
