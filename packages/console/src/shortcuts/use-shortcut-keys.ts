import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { createKeyReader, prefixKey } from './key-reader.ts';
import { pageShortcuts } from './page-keys.ts';
import { useShortcutsOn } from './settings.ts';

/** Where keys have a meaning of their own: fields, and what is open above the page. */
const ownKeys = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]';

/**
 * Makes the shortcuts of single keys work, unless they are off.
 *
 * @param service how addresses name the open service.
 * @param onHelp is called for `?`.
 */
export function useShortcutKeys(service: string, onHelp: () => void): void {
  const navigate = useNavigate();
  const isOn = useShortcutsOn();
  useEffect(() => {
    if (!isOn) return;
    const read = createKeyReader();
    const onKey = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target } = event;
      if (event.defaultPrevented || event.repeat || ctrlKey || metaKey || altKey) return;
      if (target instanceof Element && target.closest(ownKeys) !== null) return;
      const shortcut = read(key, event.timeStamp);
      if (shortcut === undefined) return;
      const page = pageShortcuts.find((each) => shortcut === `${prefixKey} ${each.key}`);
      if (page !== undefined) void navigate({ to: page.to, params: { service } });
      else if (shortcut === '?') onHelp();
      else if (!activate(shortcut)) return;
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isOn, service, navigate, onHelp]);
}

/** Presses the button or focuses the field that has a shortcut; returns whether the page has one. */
function activate(shortcut: string): boolean {
  const control = document.querySelector(`[aria-keyshortcuts="${CSS.escape(shortcut)}"]`);
  if (!(control instanceof HTMLElement) || !control.checkVisibility()) return false;
  if (control instanceof HTMLButtonElement) control.click();
  else control.focus();
  return true;
}
