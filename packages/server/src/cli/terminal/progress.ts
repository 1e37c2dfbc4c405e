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
  const startedAt = nowMs();
  const intervalMs = isErrorWatched ? barIntervalMs : lineIntervalMs;
  let shownAt = isErrorWatched ? Number.NEGATIVE_INFINITY : nowMs();
  let isShown = false;
  return {
    update(done, total) {
      if (nowMs() - shownAt < intervalMs) return;
      shownAt = nowMs();
      isShown = true;
      const line = `${what}: ${describe(done, total)}${describeRate(done, total, shownAt - startedAt)}`;
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

/** A rate says nothing in the first seconds. */
const minRateMs = 2000;

/** How many are done in a second, and when the rest will be at this rate. */
function describeRate(done: number, total: number | undefined, elapsedMs: number): string {
  if (elapsedMs < minRateMs || done === 0) return '';
  const perSecond = (1000 * done) / elapsedMs;
  const rate = perSecond.toLocaleString('en', { maximumSignificantDigits: 3 });
  const left = total === undefined ? '' : `, ${describeSeconds(Math.max(0, total - done) / perSecond)} left`;
  return `, ${rate}/s${left}`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function renderBar(done: number, total: number | undefined): string {
  if (total === undefined) return '';
  const filled = Math.min(width, Math.floor((width * done) / Math.max(1, total)));
  return `[${'#'.repeat(filled)}${'-'.repeat(width - filled)}] `;
}
