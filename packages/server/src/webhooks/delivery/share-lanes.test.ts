import { expect, it } from 'vitest';
import { formatOriginKey } from '../queue/origin-key.ts';
import { shareLanes } from './share-lanes.ts';

it('each account has a turn before any has a second one, and divides only its own lanes', () => {
  const many = Array.from({ length: 2000 }, (_, n) => formatOriginKey('AC1', `https://h${n}.example/hook`));
  const one = formatOriginKey('AC2', 'https://h1.example/hook');
  const shares = shareLanes([...many, one]);
  expect(shares).toHaveLength(2001);
  expect(shares.slice(0, 3)).toEqual([
    { origin: 'AC1 https://h0.example', maxLanes: 1 },
    { origin: 'AC2 https://h1.example', maxLanes: 48 },
    { origin: 'AC1 https://h1.example', maxLanes: 1 },
  ]);
});
