import type { ErrorCode, ReferenceGroup, ReferenceOperation } from '@colloquy/contract';
import { errorCodes, errorMessage, groups, groupTitle } from './groups.ts';

/** An operation that a search has found. */
export interface SearchHit {
  readonly operation: ReferenceOperation;
  readonly group: ReferenceGroup;
  /** What has matched, if it is not in the heading of the operation. */
  readonly reason: string | undefined;
}

/** A text of an operation in which a search looks. A lower rank is a better match. */
interface Searched {
  readonly text: string;
  readonly rank: number;
  readonly reason?: string;
}

interface Entry {
  readonly operation: ReferenceOperation;
  readonly group: ReferenceGroup;
  readonly texts: readonly Searched[];
}

const entries: readonly Entry[] = groups.flatMap((group) =>
  group.operations.map((operation) => ({ operation, group, texts: textsOf(operation, group) })),
);

function textsOf(operation: ReferenceOperation, group: ReferenceGroup): Searched[] {
  const { summary, method, paths, parameters, headers, errors } = operation;
  const names = [...Object.keys(parameters), ...headers.map(({ name }) => name)];
  return [
    ...paths.map(({ name }) => ({ text: name, rank: 0 })),
    { text: summary, rank: 1 },
    { text: groupTitle(group), rank: 1 },
    { text: method, rank: 2 },
    ...paths.map(({ path }) => ({ text: path, rank: 2 })),
    ...names.map((name) => ({ text: name, rank: 3, reason: `parameter ${name}` })),
    ...errors.map(({ code, message }) => ({
      text: `${code} ${message}`,
      rank: 4,
      reason: `error ${code}`,
    })),
  ].map((each) => ({ ...each, text: each.text.toLowerCase() }));
}

/** Finds the operations in which every word of the text occurs, the best matches first. */
export function searchOperations(text: string): SearchHit[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return entries
    .flatMap((entry) => {
      const found = words.map((word) => bestMatch(entry.texts, word));
      if (!found.every((match) => match !== undefined)) return [];
      const worst = found.reduce((one, other) => (other.rank > one.rank ? other : one));
      const isName = entry.texts.some((each) => each.rank === 0 && each.text === text.trim().toLowerCase());
      return [
        { entry, reason: worst.reason, rank: isName ? -1 : found.reduce((sum, { rank }) => sum + rank, 0) },
      ];
    })
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ entry: { operation, group }, reason }) => ({ operation, group, reason }));
}

/** Finds the error codes that begin with the text, or whose message has all of its words. */
export function searchErrors(text: string): ErrorCode[] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  return errorCodes.filter((code) => {
    const message = errorMessage(code).toLowerCase();
    return words.every((word) => String(code).startsWith(word) || message.includes(word));
  });
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');

/** The first match of the best rank, because the texts are in the order of their ranks. */
const bestMatch = (texts: readonly Searched[], word: string): Searched | undefined =>
  texts.find(({ text }) => text.includes(word));
