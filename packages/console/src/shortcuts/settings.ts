import { useSyncExternalStore } from 'react';

/** Where the browser remembers that shortcuts of single keys are off. */
const storageKey = 'colloquy-shortcuts';
const listeners = new Set<() => void>();

/** Whether shortcuts of single keys work: people who type by voice press them by accident (WCAG 2.1.4). */
export const shortcutSettings = {
  isOn: (): boolean => localStorage.getItem(storageKey) !== 'off',
  setOn: (isOn: boolean): void => {
    if (isOn) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, 'off');
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export const useShortcutsOn = (): boolean =>
  useSyncExternalStore(shortcutSettings.subscribe, shortcutSettings.isOn);

/**
 * Gives a control its shortcut: the value of its `aria-keyshortcuts`, by which the key finds the control and which
 * screen readers announce. The key presses a button and focuses a field.
 */
export const useShortcut = (key: string): string | undefined => (useShortcutsOn() ? key : undefined);
