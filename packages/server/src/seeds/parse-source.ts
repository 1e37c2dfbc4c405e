import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Position, Problem } from './seed-error.ts';

/** A value of a file and its position. */
export type Source = { readonly position: Position } & (
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  | { readonly kind: 'list'; readonly items: readonly Source[] }
  | {
      readonly kind: 'scalar';
      readonly value: string | number | boolean | null;
      /** The source text: the number would lose the plus of a telephone number. */
      readonly text: string;
    }
);

export interface Entry {
  readonly key: string;
  readonly position: Position;
  readonly value: Source;
}

/** Maximum depth. A deeper file has an alias that contains itself. */
const maxDepth = 100;

/** Parses YAML, which includes JSON. */
export function parseSource(text: string): Source | readonly Problem[] {
  const lineCounter = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) {
    return document.errors.map(({ message, pos }) => ({ path: '', position: positionAt(pos[0]), message }));
  }
  try {
    return toSource(document.contents, document, positionAt, 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ path: '', position: positionAt(0), message: error.message }];
  }
}

function toSource(
  node: unknown,
  document: Document,
  positionAt: (offset: number) => Position,
  depth: number,
): Source {
  if (depth > maxDepth) throw new RangeError(`more than ${maxDepth} levels deep`);
  const toChild = (each: unknown) => toSource(each, document, positionAt, depth + 1);
  if (isAlias(node)) return toChild(node.resolve(document));
  const position = positionAt(nodeOffset(node));
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => ({
      key: String(isScalar(key) ? key.value : key),
      position: positionAt(nodeOffset(key)),
      value: toChild(value),
    }));
    return { kind: 'map', entries, position };
  }
  if (isSeq(node)) return { kind: 'list', items: node.items.map(toChild), position };
  const [value, text] = isScalar(node) ? [node.value, node.source] : [null, ''];
  switch (typeof value) {
    case 'string':
      return { kind: 'scalar', value, text: value, position };
    case 'number':
    case 'boolean':
      return { kind: 'scalar', value, text: text ?? String(value), position };
    default:
      return { kind: 'scalar', value: null, text: '', position };
  }
}

const nodeOffset = (node: unknown): number =>
  typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? Number(node.range[0])
    : 0;

/** Converts a value to JSON. */
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
