import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Place, Problem } from './problem.ts';

/** A value of a file, and where it stands. */
export type Source = { readonly place: Place } & (
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Source[] }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** As it is written: a telephone number begins with a plus, which the number would lose. */
      readonly text: string;
    }
);

export interface Entry {
  readonly key: string;
  readonly place: Place;
  readonly value: Source;
}

/** Levels of a file; more are an alias that holds itself. */
const deepest = 100;

/** Reads YAML, of which JSON is a part. */
export function parseSource(text: string): Source | readonly Problem[] {
  const lineCounter = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) {
    return document.errors.map(({ message, pos }) => ({ path: '', place: at(pos[0]), message }));
  }
  try {
    return sourceOf(document.contents, document, at, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ path: '', place: at(0), message: error.message }];
  }
}

function sourceOf(node: unknown, document: Document, at: (offset: number) => Place, depth: number): Source {
  if (depth > deepest) throw new RangeError(`more than ${deepest} levels deep`);
  const inside = (each: unknown) => sourceOf(each, document, at, depth + 1);
  if (isAlias(node)) return inside(node.resolve(document));
  const place = at(offsetOf(node));
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => ({
      key: String(isScalar(key) ? key.value : key),
      place: at(offsetOf(key)),
      value: inside(value),
    }));
    return { kind: 'map', entries, place };
  }
  if (isSeq(node)) return { kind: 'list', items: node.items.map(inside), place };
  const [value, text] = isScalar(node) ? [node.value, node.source] : [null, ''];
  switch (typeof value) {
    case 'string':
      return { kind: 'scalar', value, text: value, place };
    case 'number':
    case 'boolean':
      return { kind: 'scalar', value, text: text ?? String(value), place };
    default:
      return { kind: 'scalar', value: null, text: '', place };
  }
}

const offsetOf = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : 0;

/** The value as JSON has it. */
export function toJson(source: Source): unknown {
  switch (source.kind) {
    case 'map':
      return Object.fromEntries(source.entries.map(({ key, value }) => [key, toJson(value)]));
    case 'list':
      return source.items.map(toJson);
    case 'scalar':
      return source.value;
  }
}
