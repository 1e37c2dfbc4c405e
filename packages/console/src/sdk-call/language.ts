import { useSyncExternalStore } from 'react';
import type { Language } from './render-call.ts';

let current: Language = 'Node';
const listeners = new Set<() => void>();

const store = {
  get: () => current,
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function choose(language: Language): void {
  current = language;
  for (const listener of listeners) listener();
}

/** The language in which all code is shown, because somebody who works with one wants no other. */
export const useLanguage = (): [language: Language, choose: (language: Language) => void] => [
  useSyncExternalStore(store.subscribe, store.get),
  choose,
];
