import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Within this many pixels of the end, the list follows new messages. */
const endDistance = 80;
/** Within this many pixels of the beginning, earlier messages are loaded. */
const beginDistance = 40;

/**
 * Keeps the place of the reader in a list that grows at both ends: at the end, it follows new items; anywhere else,
 * earlier items are added without moving what is in view.
 *
 * @param items the loaded items, in order.
 * @param loadEarlier is called when the reader scrolls to the beginning.
 */
export function useLogScroll(items: readonly { readonly sid: string }[], loadEarlier: () => void) {
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const followsEnd = useRef(true);
  /** From the top of what is in view to the end, in pixels. */
  const toEnd = useRef(0);
  const oldestBefore = useRef<string>(undefined);
  /** Whether the keyboard is on the button that loads earlier items. */
  const isOnButton = useRef(false);
  const [addedCount, setAddedCount] = useState(0);

  useLayoutEffect(() => {
    const { current } = box;
    if (current === null) return;
    const added = items.findIndex(({ sid }) => sid === oldestBefore.current);
    if (added > 0) {
      current.scrollTop = current.scrollHeight - toEnd.current;
      setAddedCount(added);
      // The button may be gone; reading goes on upwards from where it was.
      const next = list.current?.children[added - 1];
      if (isOnButton.current && next instanceof HTMLElement) next.focus({ preventScroll: true });
      isOnButton.current = false;
    }
    oldestBefore.current = items[0]?.sid;
    toEnd.current = current.scrollHeight - current.scrollTop;
  });

  const attachList = useCallback((node: HTMLOListElement | null) => {
    list.current = node;
    if (node === null) return;
    // Images make the list longer when they have been loaded.
    const observer = new ResizeObserver(() => {
      const { current } = box;
      if (current !== null && followsEnd.current) current.scrollTop = current.scrollHeight;
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, []);

  return {
    boxProps: {
      ref: box,
      onScroll: () => {
        const { current } = box;
        if (current === null) return;
        const { scrollTop, scrollHeight, clientHeight } = current;
        toEnd.current = scrollHeight - scrollTop;
        followsEnd.current = toEnd.current - clientHeight < endDistance;
        if (scrollTop < beginDistance && !followsEnd.current) loadEarlier();
      },
    },
    listRef: attachList,
    buttonProps: {
      onFocus: () => {
        isOnButton.current = true;
      },
      onBlur: () => {
        isOnButton.current = false;
      },
    },
    /** How many items were added last at the beginning. */
    addedCount,
  };
}
