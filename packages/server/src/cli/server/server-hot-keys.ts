import type { App } from '../../app/app.ts';
import type { HotKeys } from '../terminal/hot-keys.ts';
import { consoleLink } from './console-link.ts';
import { openInBrowser } from './open-in-browser.ts';

/** The hot keys of a server at a terminal, whose user may see its credentials. */
export function createHotKeys(
  app: Pick<App, 'url' | 'account' | 'hasConsole'>,
  quit: () => void,
  print: (text: string) => void,
): HotKeys {
  const { accountSid, authToken } = app.account;
  return {
    ...(app.hasConsole && {
      o: {
        summary: 'open the console in a browser, signed in',
        run: () => {
          const link = consoleLink(app.url, accountSid, authToken);
          void openInBrowser(link).then((isOpen) => {
            if (!isOpen) print(`\n  There is no browser here. The console, signed in:\n\n  ${link}\n\n`);
          });
        },
      },
    }),
    s: {
      summary: 'show the address and the credentials',
      run: () =>
        print(
          `\n  URL           ${app.url}\n  Account SID   ${accountSid}\n  Auth token    ${authToken}\n\n`,
        ),
    },
    c: { summary: 'clear the terminal', run: () => print('\u001b[2J\u001b[3J\u001b[H') },
    q: { summary: 'quit', run: quit },
  };
}
