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
/** The same for all texts of a page, as requests wait meanwhile: a thousand characters take up to a millisecond. */
const maxScannedPerPage = 100_000;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Cuts the excerpts of one page of results. Once it has scanned {@link maxScannedPerPage}, texts have none. */
export class ExcerptCutter {
  readonly #words: readonly QueryWord[];
  #remaining = maxScannedPerPage;

  constructor(words: readonly QueryWord[]) {
    this.#words = words;
  }

  /**
   * Cuts the part of a text around the first words of the query, with those words highlighted.
   *
   * @param isName whether words are also found inside of other words.
   * @returns undefined if the text has none of the words.
   */
  cut(text: string, isName: boolean): readonly ExcerptPart[] | undefined {
    const scanned = text.slice(0, Math.min(maxScannedLength, this.#remaining));
    const ranges = findRanges(scanned, this.#words, isName);
    const [first, last] = [ranges[0], ranges.at(-1)];
    this.#remaining -= last?.end ?? scanned.length;
    if (first === undefined) return undefined;
    const from = Math.max(first.start - leadLength, 0);
    const start = from === 0 ? 0 : afterSpace(scanned, from, first.start);
    return cut(text, { start, end: Math.min(start + maxLength, text.length) }, ranges);
  }
}

/** The words of a query in a text, from the first one to the end of an excerpt. */
function findRanges(text: string, words: readonly QueryWord[], isName: boolean): readonly Range[] {
  const ranges: Range[] = [];
  if (words.length === 0) return ranges;
  const isBeyond = ({ start }: Range) => start >= (ranges[0]?.start ?? Number.POSITIVE_INFINITY) + maxLength;
  for (const segment of segments(text)) {
    if (isBeyond(segment)) break;
    for (const range of matches(segment, text, words, isName)) {
      if (isBeyond(range)) break;
      // Two words of the query can be in one character of the text, such as the kana in a digraph.
      if (range.start >= (ranges.at(-1)?.end ?? 0)) ranges.push(range);
    }
  }
  return ranges;
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
function* matchesInRun(
  { start, end, text: run }: Segment,
  text: string,
  words: readonly QueryWord[],
): Generator<Range> {
  const runs = words.flatMap(({ segment }) => (segment.isRun ? [segment.text] : []));
  if (!runs.some((each) => run.includes(each))) return;
  const rangeOf = originsIn(text.slice(start, end), run);
  for (let at = 0; at < run.length; ) {
    const found = runs.find((each) => run.startsWith(each, at));
    if (found !== undefined) {
      const origin = rangeOf(at, at + found.length);
      if (origin !== undefined) yield { start: start + origin.start, end: start + origin.end };
    }
    at += found?.length ?? 1;
  }
}

/** Leads from a part of a normalized run back to the original one, whose characters may have other lengths. */
function originsIn(original: string, normalized: string): (start: number, end: number) => Range | undefined {
  if (original === normalized) return (start, end) => ({ start, end });
  const origins: Range[] = [];
  let found = '';
  for (const { segment, index } of graphemes.segment(original)) {
    const origin = { start: index, end: index + segment.length };
    for (const { text } of segments(segment)) {
      found += text;
      origins.push(...Array.from({ length: text.length }, () => origin));
    }
  }
  // A run can be a part of the original only: it is in a form that stands for several characters.
  if (found !== normalized) return () => ({ start: 0, end: original.length });
  return (start, end) => {
    const [first, last] = [origins[start], origins[end - 1]];
    return first && last && { start: first.start, end: last.end };
  };
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
