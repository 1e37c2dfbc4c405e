/**
 * Checks the messages of commits, except merges, by the rules in CONTRIBUTING.md.
 *
 *   npm run check:commits -- origin/main..HEAD
 */
import { spawnSync } from 'node:child_process';
import { findMessageProblems } from './commit-message.ts';
import { root } from './packages.ts';

const [range] = process.argv.slice(2);
if (range === undefined || range.startsWith('-')) {
  console.error('Name a range of commits, such as origin/main..HEAD.');
  process.exit(2);
}
const log = spawnSync('git', ['log', '--no-merges', '-z', '--format=%h%n%B', range, '--'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
  // Git itself reports a range that it does not know.
  stdio: ['ignore', 'pipe', 'inherit'],
});
if (log.status !== 0) process.exit(2);
const commits = log.stdout.split('\0').filter((commit) => commit !== '');

for (const commit of commits) {
  const [hash, subject = ''] = commit.split('\n', 2);
  const problems = findMessageProblems(commit.slice(commit.indexOf('\n') + 1));
  for (const problem of problems) console.error(`${hash} "${subject}": ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
console.log(`Checked ${commits.length} commit messages.`);
