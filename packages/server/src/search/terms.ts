/*
 * The words of a text, as the index has them and as a query has them. Both engines get terms that are ready to compare,
 * so that they find the same objects.
 */

/** A word of a text, or a run of a script that does not put spaces between words. */
export interface Segment {
  /** The normalized text. */
  readonly text: string;
  /** Where it is in the original text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  readonly isRun: boolean;
}

/** Longer words are cut, in the index and in queries, so that no term is longer than an engine can store. */
const maxWordLength = 64;

/*
 * Scripts without spaces between words: a dictionary would be needed to find the words, so pairs of characters take
 * their place. Hangul is one of them because particles follow its words without a space.
 */
const unspaced =
  '[[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmr}\\p{scx=Mymr}]&&[\\p{L}\\p{M}]]';
const segmentPattern = new RegExp(
  `(?<run>${unspaced}+)|[[\\p{L}\\p{N}]--${unspaced}][[\\p{L}\\p{M}\\p{N}\\u200c\\u200d]--${unspaced}]*|\\p{RI}\\p{RI}|\\p{Extended_Pictographic}`,
  'gv',
);

/**
 * Accents, and the vowel signs that Hebrew and Arabic leave out. The signs of other scripts, such as Devanagari and Thai,
 * are parts of their words.
 */
const accents =
  /[[\p{M}&&[\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Cyrillic}]]--[\u3099\u309a]]/gv;

/** Characters that only shape or stretch a word: the joiners and the tatweel. */
const shaping = /\u200c|\u200d|\u0640/g;

/** Letters that Unicode does not decompose, as they are typed without them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};
const plainLetter = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/** The text in lower case, without accents and without differences of form, such as full-width letters. */
export const normalize = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(accents, '')
    .replace(shaping, '')
    .replace(plainLetter, (letter) => plainLetters[letter] ?? letter)
    // Composes Hangul and kana again, whose parts are not accents.
    .normalize('NFC');

/** The words and runs of a text, in order. */
export function* segments(text: string): Generator<Segment> {
  if (isAscii.test(text)) {
    yield* asciiSegments(text);
    return;
  }
  for (const match of text.matchAll(segmentPattern)) {
    const start = match.index;
    const end = start + match[0].length;
    for (const part of normalizedParts(match[0])) yield { ...part, start, end };
  }
}

/**
 * The parts of a word or run after it is normalized. They are several where a form such as a number in a circle, or a
 * fraction, stands for characters that are not part of one word.
 */
function* normalizedParts(original: string): Generator<Pick<Segment, 'text' | 'isRun'>> {
  for (const match of normalize(original).matchAll(segmentPattern)) {
    const isRun = match.groups?.['run'] !== undefined;
    yield { text: isRun ? match[0] : [...match[0]].slice(0, maxWordLength).join(''), isRun };
  }
}

const isAscii = /^\p{ASCII}*$/v;

/** The same for a text that needs nothing of Unicode, in a third of the time. */
function* asciiSegments(text: string): Generator<Segment> {
  for (const match of text.matchAll(/[A-Za-z0-9]+/g)) {
    const [original] = match;
    const kept = original.slice(0, maxWordLength).toLowerCase();
    yield { text: kept, start: match.index, end: match.index + original.length, isRun: false };
  }
}

/** The terms of a segment in the index: a word is its own; a run has its pairs of characters and its last one. */
function termsOf({ text, isRun }: Segment): string[] {
  if (!isRun) return [text];
  const characters = [...text];
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
}

/** The different terms of a text, a maximum of `max`. */
export function indexTerms(text: string, max: number): Set<string> {
  const terms = new Set<string>();
  for (const segment of segments(text)) {
    for (const term of termsOf(segment)) {
      if (terms.size >= max) return terms;
      terms.add(term);
    }
  }
  return terms;
}

/** SQLite has an index of the first three characters of its terms. */
const minPrefixLength = 3;

/** What a segment of a query asks for: all of these terms; the last one can be the beginning of a term. */
export interface QueryWord {
  readonly segment: Segment;
  readonly terms: readonly string[];
  readonly isPrefix: boolean;
}

/**
 * The words of a query. The last one can be the beginning of a word, unless something follows it or it is short, so that
 * it begins too many. One character of a script without spaces always can, because it begins a pair in the index.
 */
export function queryWords(query: string): QueryWord[] {
  return [...segments(query)].map((segment) => {
    const { text, isRun, end } = segment;
    if (!isRun)
      return { segment, terms: [text], isPrefix: end === query.length && text.length >= minPrefixLength };
    const characters = [...text];
    const terms = characters.length === 1 ? characters : termsOf(segment).slice(0, -1);
    return { segment, terms, isPrefix: characters.length === 1 };
  });
}
