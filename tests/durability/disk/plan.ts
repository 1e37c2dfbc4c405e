/** What the callers of the workload do, one step after the other, each with rows and media of its own. */

export interface Step {
  readonly kind: 'write-row' | 'remove-row' | 'put-media' | 'remove-media';
  readonly sid: string;
  readonly value: string;
}

export const callers = 8;
const rounds = 120;
const rowsPerCaller = 5;

export function stepsOf(caller: number): Step[] {
  return Array.from({ length: rounds }, (_, round): Step[] => {
    const row = { sid: `row-${caller}-${round % rowsPerCaller}`, value: String(round) };
    const media = { sid: `ME${caller}${String(round).padStart(4, '0')}`, value: '' };
    return [
      { kind: 'write-row', ...row },
      ...(round % 7 === 0 ? [{ kind: 'remove-row', ...row } as const] : []),
      ...(round % 10 === 0 ? [{ kind: 'put-media', ...media } as const] : []),
      ...(round % 20 === 0 ? [{ kind: 'remove-media', ...media } as const] : []),
    ];
  }).flat();
}

/** The rows with their values, and the media, that steps leave. */
export interface Contents {
  readonly rows: Readonly<Record<string, string>>;
  readonly media: readonly string[];
}

export function contentsAfter(steps: readonly Step[]): Contents {
  const rows = new Map<string, string>();
  const media = new Set<string>();
  for (const { kind, sid, value } of steps) {
    if (kind === 'write-row') rows.set(sid, value);
    else if (kind === 'remove-row') rows.delete(sid);
    else if (kind === 'put-media') media.add(sid);
    else media.delete(sid);
  }
  return { rows: Object.fromEntries([...rows].toSorted()), media: [...media].toSorted() };
}

/** The row that is written in the same unit as another, with the same value. */
export const twinOf = (sid: string): string => `${sid}-twin`;

/** The content of media, longer than a page of the file system. */
export const contentOf = (sid: string): Buffer => Buffer.alloc(9000, sid);
