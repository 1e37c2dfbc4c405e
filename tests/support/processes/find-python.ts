import { spawnSync } from 'node:child_process';
import { findPrograms } from './find-program.ts';

/** What the example for pytest needs. */
const modules = ['twilio', 'pytest'];

export const noPython =
  'No Python has twilio and pytest. "apt-get install python3-twilio python3-pytest" installs both on Debian.';

/** Finds a Python that has the modules of the example for pytest; the first on the PATH may be one without. */
export const findPython = (): string | undefined =>
  findPrograms('python3', 'python').find(
    (program) => spawnSync(program, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
