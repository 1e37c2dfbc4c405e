/** Words for messages, as frequent as in a language: the word with the number n is n times rarer than the first. */

const wordCount = 50_000;
const wordsPerMessage = 12;
const consonants = 'bcdfghklmnprstvz';
const vowels = 'aeiou';

/** A sequence of pseudo-random numbers, the same in every run. */
export class Sequence {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** The next number, from 0 to below `end`. */
  below(end: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * end);
  }
}

const letters = new Sequence(1);

/** All words, the most frequent first: two to six syllables, different for each number. */
export const words: readonly string[] = Array.from({ length: wordCount }, (_, number) => {
  const syllables = Array.from({ length: 1 + (number % 5) }, syllable).join('');
  return `${syllables}${numberInLetters(number)}`;
});

function syllable(): string {
  return `${consonants[letters.below(consonants.length)]}${vowels[letters.below(vowels.length)]}`;
}

/** Makes words different from each other. */
function numberInLetters(number: number): string {
  const [high, low] = [Math.floor(number / consonants.length), number % consonants.length];
  return (high === 0 ? '' : numberInLetters(high)) + consonants[low];
}

const limits = new Float64Array(wordCount);
words.reduce((sum, _, number) => {
  limits[number] = sum + 1 / (number + 1);
  return limits[number] ?? sum;
}, 0);
const total = limits[wordCount - 1] ?? 1;

/** The text of a message. */
export const createText = (sequence: Sequence): string =>
  Array.from({ length: wordsPerMessage }, () => frequentWord(sequence)).join(' ');

/** A word that is as probable as it is frequent. */
function frequentWord(sequence: Sequence): string {
  const wanted = (sequence.below(2 ** 30) / 2 ** 30) * total;
  let [low, high] = [0, wordCount - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((limits[middle] ?? total) < wanted) low = middle + 1;
    else high = middle;
  }
  return words[low] ?? '';
}
