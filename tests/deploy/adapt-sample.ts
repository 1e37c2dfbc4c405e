import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const deploy = join(import.meta.dirname, '../../deploy');

/**
 * Reads a sample of the folder deploy and replaces what each user of it has to replace.
 *
 * @throws Error if the sample does not have it.
 */
export function adaptSample(sample: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce(
    (text, [from, to]) => {
      if (!text.includes(from)) throw new Error(`The sample has no ${from}.`);
      return text.replaceAll(from, to);
    },
    readFileSync(join(deploy, sample), 'utf8'),
  );
}
