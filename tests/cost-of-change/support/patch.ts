import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository-copy.ts';

export const readPatch = (patch: string): string => readFileSync(join(repository, patch), 'utf8');

/** Counts the lines that a patch adds to each file. */
export function countAddedLines(patch: string): Readonly<Record<string, number | 'new file'>> {
  const parts = patch.split(/^diff --git a\/\S+ b\//m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const path = part.slice(0, part.indexOf('\n'));
      if (!existsSync(join(repository, path))) return [path, 'new file'];
      return [path, part.match(/^\+(?!\+\+ )/gm)?.length ?? 0];
    }),
  );
}
