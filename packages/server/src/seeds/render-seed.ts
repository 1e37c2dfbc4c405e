import { stringify } from 'yaml';
import type { SeedContents } from './read-contents.ts';

/** Renders a seed as JSON for a file that ends with `.json`, otherwise as YAML. */
export const renderSeed = (file: string, contents: SeedContents): string =>
  file.endsWith('.json') ? `${JSON.stringify(contents, undefined, 2)}\n` : stringify(contents);
