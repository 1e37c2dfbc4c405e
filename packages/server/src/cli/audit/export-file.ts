import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LinkedEntry } from '../../audit/verify-chain.ts';
import { ConfigError } from '../../config/config-error.ts';

/** Reads the entries of an export. @throws ConfigError for a line that is not an entry. */
export async function* readExport(file: string): AsyncGenerator<LinkedEntry, void> {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const line of lines) {
    number++;
    const entry = parseLine(line);
    if (entry === undefined)
      throw new ConfigError(`Line ${number} of ${file} is not an entry of an audit log.`);
    yield entry;
  }
}

function parseLine(line: string): LinkedEntry | undefined {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    date,
    parameters,
    previous_hash: previousHash,
    ...rest
  }: Readonly<Record<string, unknown>> = {
    ...value,
  };
  const { position, hash } = rest;
  if (!Number.isSafeInteger(position) || typeof hash !== 'string' || typeof previousHash !== 'string')
    return undefined;
  // Whatever else is wrong, such as a value of another type, makes the hash differ.
  return { ...rest, time: date, parameters: JSON.stringify(parameters), previousHash } as LinkedEntry;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
