import { parseConfig } from '../../config/config.ts';
import { consolePath } from '../../console/routes.ts';
import type { CommandInput } from '../command.ts';
import { createServerCaller } from '../connection/call-server.ts';
import { findServer } from '../connection/find-server.ts';
import { consoleLink } from './console-link.ts';

/** `colloquy status`: whether a server responds, its address and its credentials, for people, shells or programs. */
export async function showStatus({ settings, flags, output }: CommandInput<'url' | 'env'>): Promise<void> {
  const server = findServer(parseConfig(settings), flags.url);
  const { baseUrl, username, password } = server;
  // A request with the credentials, so that wrong ones are an error here and not in the next command.
  await createServerCaller(server)((client) => client.fetchConfiguration());
  const { status } = await createServerCaller(server)((client) => client.fetchReadiness());
  const variables = { COLLOQUY_URL: baseUrl, COLLOQUY_ACCOUNT_SID: username, COLLOQUY_AUTH_TOKEN: password };
  const text =
    flags.env === undefined
      ? `Colloquy runs at ${baseUrl} and is ${status}.

  Account SID  ${username}
  Auth token   ${password}
  Console      ${baseUrl}${consolePath}

To use these in a shell: eval "$(colloquy status --env)"`
      : Object.entries(variables)
          .map(([name, value]) => `${name}=${quoteForShell(value)}`)
          .join('\n');
  output.result({ url: baseUrl, account_sid: username, auth_token: password, status }, text);
}

/** `colloquy open`: opens the console in a browser, signed in. */
export async function openConsole({ settings, flags, output }: CommandInput<'url'>): Promise<void> {
  const server = findServer(parseConfig(settings), flags.url);
  await createServerCaller(server)((client) => client.fetchConfiguration());
  const link = consoleLink(server.baseUrl, server.username, server.password);
  const { openInBrowser } = await import('./open-in-browser.ts');
  const url = `${server.baseUrl}${consolePath}`;
  if (await openInBrowser(link)) output.result({ url, opened: true }, `Opened ${url} in a browser.`);
  else
    output.result(
      { url, opened: false, link },
      `There is no browser here. The console, signed in:\n\n  ${link}`,
    );
}

/** Quotes what a POSIX shell would not take as it is. */
const quoteForShell = (value: string): string =>
  /^[\w.:/@%+=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
