#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets an answer it understands.
const [major] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  await import('../dist/main.js');
} else {
  console.error(
    `colloquy: needs Node 24 or newer, this is ${process.version}. Without changing your Node:\n`,
  );
  console.error('  npm install node@24 && npx colloquy');
  process.exitCode = 1;
}
