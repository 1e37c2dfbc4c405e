import { describe, expect, it } from 'vitest';
import { findUnlayered, layerOf } from './layer-of.ts';

describe('layerOf', () => {
  it('returns the layer with the longest prefix', () => {
    const file = 'packages/server/src/storage/database-url.ts';
    expect(layerOf(file)?.path).toBe(file);
    expect(layerOf('packages/server/test/harness.ts')?.path).toBe('packages/server/');
    expect(layerOf('elsewhere/file.ts')).toBeUndefined();
  });
});

describe('findUnlayered', () => {
  it('lists a new folder and a new file of the server once, and nothing that has a layer', () => {
    const paths = [
      'packages/server/src/billing/invoice.ts',
      'packages/server/src/billing/store/rows.ts',
      'packages/server/src/new-entry.ts',
      'packages/server/src/app/app.ts',
      'packages/server/src/index.ts',
      'packages/server/test/harness.ts',
      'packages/client/src/new/file.ts',
    ];
    expect(findUnlayered(paths)).toEqual([
      'packages/server/src/billing/',
      'packages/server/src/new-entry.ts',
    ]);
  });
});
