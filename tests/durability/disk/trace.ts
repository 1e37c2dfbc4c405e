/** What a process did to files, as `record-disk.c` records it. */

export const kinds = {
  created: 1,
  written: 2,
  truncated: 3,
  renamed: 4,
  removed: 5,
  syncBegun: 6,
  syncEnded: 7,
} as const;

export interface Entry {
  readonly kind: number;
  readonly path: string;
  /** Of a write: where in the file. Of a truncation: the new length. Of a sync: its number. Of a creation: 1 for a folder. */
  readonly offset: number;
  /** Of a write: the bytes. Of a renaming: the new path. */
  readonly data: Buffer;
}

const headBytes = 4 * 8;

export function parseTrace(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [kind = 0, pathBytes = 0, offset = 0, dataBytes = 0] = [0, 8, 16, 24].map((field) =>
      Number(bytes.readBigUInt64LE(at + field)),
    );
    const path = bytes.toString('utf8', at + headBytes, at + headBytes + pathBytes);
    const dataAt = at + headBytes + pathBytes;
    entries.push({ kind, path, offset, data: bytes.subarray(dataAt, dataAt + dataBytes) });
    at = dataAt + dataBytes;
  }
  return entries;
}
