import { describe, expect, it } from 'vitest';
import { findImportCycles } from './import-cycles.ts';

const imports = (...edges: string[]) =>
  edges.map((edge) => {
    const [from = '', to] = edge.split(' ');
    return { from, specifier: to ?? '', to };
  });

describe('findImportCycles', () => {
  it('finds no cycle where two files import a third', () => {
    expect(findImportCycles(imports('a b', 'a c', 'b c', 'c node:fs'))).toEqual([]);
  });

  it('lists a cycle once, from its alphabetically first file', () => {
    expect(findImportCycles(imports('c a', 'a b', 'b c', 'd a'))).toEqual([['a', 'b', 'c']]);
  });

  it('lists every cycle of a file that is in several', () => {
    expect(findImportCycles(imports('a b', 'b a', 'b c', 'c b'))).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  it('finds a file that imports itself', () => {
    expect(findImportCycles(imports('a a'))).toEqual([['a']]);
  });
});
