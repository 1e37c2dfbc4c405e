import { accountPages, type NavigationEntry, servicePages } from '../shell/navigation.ts';

/** The keys that open pages, after `g`. */
const keys: Readonly<Partial<Record<NavigationEntry['to'], string>>> = {
  '/services/$service/conversations': 'c',
  '/services/$service/users': 'u',
  '/services/$service/roles': 'r',
  '/services/$service/configuration': 'o',
  '/services': 's',
  '/keys': 'k',
  '/clock': 'l',
  '/requests': 'q',
  '/webhooks': 'w',
  '/realtime': 't',
  '/events': 'e',
  '/metrics': 'm',
  '/reference': 'a',
};

/** The pages that have a key, in the order of the side bar. */
export const pageShortcuts = [...servicePages, ...accountPages].flatMap((page) => {
  const key = keys[page.to];
  return key === undefined ? [] : [{ ...page, key }];
});
