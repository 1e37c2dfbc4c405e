import type { Terminal } from './terminal.ts';

/** Shows how far long work is, on standard error, so that the result stays alone on standard output. */
export interface Progress {
  /** @param total undefined while it is not known. */
  update(done: number, total?: number): void;
  /** Removes the bar. */
  end(): void;
}

/** Begins to show how far work is that can take long. */
export type StartProgress = (what: string) => Progress;

const width = 24;
/** A bar is redrawn ten times in a second; a log gets a line in ten seconds. */
const [barIntervalMs, lineIntervalMs] = [100, 10_000];

/**
 * A bar that is redrawn on a terminal, and elsewhere a line from time to time.
 *
 * @param what is done, such as `Creating objects`.
 */
export function startProgress(
  what: string,
  { printError, isErrorWatched }: Pick<Terminal, 'printError' | 'isErrorWatched'>,
  nowMs: () => number = () => performance.now(),
): Progress {
  const intervalMs = isErrorWatched ? barIntervalMs : lineIntervalMs;
  let shownAt = isErrorWatched ? Number.NEGATIVE_INFINITY : nowMs();
  let isShown = false;
  return {
    update(done, total) {
      if (nowMs() - shownAt < intervalMs) return;
      shownAt = nowMs();
      isShown = true;
      const line = `${what}: ${describe(done, total)}`;
      printError(isErrorWatched ? `\r\u001b[2K${renderBar(done, total)}${line}` : `${line}\n`);
    },
    end() {
      if (isErrorWatched && isShown) printError('\r\u001b[2K');
    },
  };
}

const describe = (done: number, total: number | undefined): string =>
  total === undefined
    ? done.toLocaleString('en')
    : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} (${Math.floor((100 * done) / Math.max(1, total))} %)`;

function renderBar(done: number, total: number | undefined): string {
  if (total === undefined) return '';
  const filled = Math.min(width, Math.floor((width * done) / Math.max(1, total)));
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] `;
}
