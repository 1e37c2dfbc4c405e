import { spawn } from 'node:child_process';

/** The program of each platform that opens a URL in the user's browser. */
const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  // The command `start` takes a quoted first argument as the title of its window.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Resolves with whether a browser was found. */
export function openInBrowser(url: string): Promise<boolean> {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const target = process.platform === 'win32' ? url.replaceAll('&', '^&') : url;
  return new Promise((resolve) => {
    const child = spawn(command, [...args, target], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
