#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets an answer it understands.
try {
  await import('../dist/assert-node.js');
  await import('../dist/main.js');
} catch (error) {
  if (error.code !== 'COLLOQUY_OLD_NODE') throw error;
  console.error(`${error.message} Without changing your Node:\n`);
  console.error('  npm install node@24 && npx colloquy');
  process.exitCode = 1;
}
