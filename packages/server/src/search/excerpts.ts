import { type QueryWord, type Segment, segments } from './terms.ts';

/** A part of an excerpt: a word of the query, or what is between two. */
export interface ExcerptPart {
  readonly text: string;
  readonly highlighted: boolean;
}

/** The length of an excerpt and what it shows before its first word, in UTF-16 code units. */
const maxLength = 200;
const leadLength = 40;
/** Texts can be long, and the first part of one decides whether it has an excerpt. */
const maxScannedLength = 20_000;

interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts the part of a text around the first words of a query, with those words highlighted.
 *
 * @param isName whether words are also found inside of other words.
 * @returns undefined if the text has none of the words.
 */
export function excerptOf(
  text: string,
  words: readonly QueryWord[],
  isName: boolean,
): readonly ExcerptPart[] | undefined {
  const scanned = text.slice(0, maxScannedLength);
  const ranges: Range[] = [];
  let from: number | undefined;
  for (const segment of segments(scanned)) {
    if (from !== undefined && segment.start >= from + maxLength) break;
    for (const range of matches(segment, scanned, words, isName)) {
      from ??= Math.max(range.start - leadLength, 0);
      ranges.push(range);
    }
  }
  if (from === undefined) return undefined;
  const start = from === 0 ? 0 : afterSpace(scanned, from, ranges[0]?.start ?? from);
  return cut(text, { start, end: Math.min(start + maxLength, text.length) }, ranges);
}

/** The beginning of a text, for an object that the filters alone have found. */
export const beginningOf = (text: string): readonly ExcerptPart[] =>
  cut(text, { start: 0, end: maxLength }, []);

function* matches(
  segment: Segment,
  text: string,
  words: readonly QueryWord[],
  isName: boolean,
): Generator<Range> {
  const { start, end, isRun } = segment;
  if (isRun) {
    yield* matchesInRun(segment, text, words);
  } else if (
    words.some(
      (word) =>
        !word.segment.isRun &&
        (segment.text === word.segment.text ||
          (word.isPrefix && segment.text.startsWith(word.segment.text)) ||
          (isName && segment.text.includes(word.segment.text))),
    )
  )
    yield { start, end };
}

/** Finds the runs of the query in a run of the text, whose characters may have other forms there. */
function* matchesInRun({ start, end }: Segment, text: string, words: readonly QueryWord[]): Generator<Range> {
  const runs = words.flatMap(({ segment }) => (segment.isRun ? [segment.text] : []));
  if (runs.length === 0) return;
  // Each character of the normalized run leads back to the original ones that it came from.
  let normalized = '';
  const origins: Range[] = [];
  for (const { segment: grapheme, index } of graphemes.segment(text.slice(start, end))) {
    const [folded] = segments(grapheme);
    const characters = folded?.text ?? '';
    const origin = { start: start + index, end: start + index + grapheme.length };
    origins.push(...Array.from({ length: characters.length }, () => origin));
    normalized += characters;
  }
  for (let at = 0; at < normalized.length; ) {
    const run = runs.find((each) => normalized.startsWith(each, at));
    const [first, last] = [origins[at], origins[at + (run?.length ?? 1) - 1]];
    if (run !== undefined && first !== undefined && last !== undefined)
      yield { start: first.start, end: last.end };
    at += run?.length ?? 1;
  }
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Starts an excerpt with a whole word, if there is one before `until`. */
function afterSpace(text: string, from: number, until: number): number {
  const space = text.indexOf(' ', from);
  if (space >= 0 && space < until) return space + 1;
  return isLowSurrogate(text, from) ? from + 1 : from;
}

const isLowSurrogate = (text: string, index: number): boolean => {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
};

/** Cuts a range out of a text, in parts; an ellipsis stands for what is left out. */
function cut(text: string, { start, end }: Range, ranges: readonly Range[]): readonly ExcerptPart[] {
  const last = end < text.length && isLowSurrogate(text, end) ? end - 1 : end;
  const parts: ExcerptPart[] = [];
  const add = (from: number, to: number, highlighted: boolean) => {
    if (to > from) parts.push({ text: text.slice(from, to), highlighted });
  };
  let at = start;
  for (const range of ranges.filter((each) => each.start < last)) {
    add(at, range.start, false);
    add(range.start, Math.min(range.end, last), true);
    at = Math.min(range.end, last);
  }
  add(at, last, false);
  if (start > 0) parts.unshift({ text: '…', highlighted: false });
  if (last < text.length) parts.push({ text: '…', highlighted: false });
  return parts;
}
