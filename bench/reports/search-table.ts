/** The measurement of searches, for the terminal. */

import {
  formatCount,
  formatMicroseconds,
  formatMilliseconds,
  formatRatio,
  formatVerdict,
} from './format-figures.ts';
import type { SearchResults } from './search-results.ts';
import { renderTextTable } from './text-table.ts';

const goalP99Milliseconds = 50;
/** The index should cost less than a tenth of the writes. */
const goalSpeed = 0.9;

export function renderSearchTables(results: SearchResults): string {
  const { messages, buildSeconds, queries, withSearch, withoutSearch, speedRatio } = results;
  const heading = [
    [`searches among ${formatCount(messages)} messages`, ''],
    ['example', ''],
    ['searches/s', ''],
    ['p50', 'ms'],
    ['p99', 'ms'],
    ['goal', ''],
  ];
  const rows = queries.map(({ title, example, summary }) => [
    title,
    example,
    formatCount(summary.requestsPerSecond),
    formatMilliseconds(summary.p50Milliseconds),
    formatMilliseconds(summary.p99Milliseconds),
    `p99 max ${goalP99Milliseconds} ${formatVerdict(summary.p99Milliseconds <= goalP99Milliseconds)}`,
  ]);
  const writes = renderTextTable(
    [
      ['creating messages', ''],
      ['requests/s', 'with search'],
      ['', 'without'],
      ['CPU/request, µs', 'with search'],
      ['', 'without'],
      ['speed', 'ratio'],
      ['goal', ''],
    ],
    [
      [
        'post',
        formatCount(withSearch.requestsPerSecond),
        formatCount(withoutSearch.requestsPerSecond),
        formatMicroseconds(withSearch.cpuMicrosecondsPerRequest),
        formatMicroseconds(withoutSearch.cpuMicrosecondsPerRequest),
        formatRatio(speedRatio),
        `min ${goalSpeed} ${formatVerdict(speedRatio >= goalSpeed)}`,
      ],
    ],
    [6],
  );
  const pace = formatCount(messages / Math.max(buildSeconds, 0.001));
  return [
    renderTextTable(heading, rows, [1, 5]),
    `The index was built in ${buildSeconds.toFixed(1)} s (${pace} messages per second).`,
    writes,
  ].join('\n\n');
}
