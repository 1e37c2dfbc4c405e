import { expect, test } from 'vitest';
import { type Option, options } from '../config/options.ts';
import { createProgram } from './program.ts';

const silent = { environment: {}, folder: '', isErrorWatched: false, print() {}, printError() {} };

test.each(['serve', 'config'])(
  'the help of %s lists every setting with its variables and default',
  (name) => {
    const command = createProgram(silent).commands.find((each) => each.name() === name);
    const help = command?.helpInformation().replaceAll(/\s+/g, ' ');
    for (const { flag, placeholder, variable, secret, help: meaning, ...rest } of Object.values<Option>(
      options,
    )) {
      const fallback = rest.default === '' ? '' : ` [${rest.default}]`;
      const variables = `${variable}${secret ? `, ${variable}_FILE` : ''}`;
      expect(help).toContain(`--${flag} <${placeholder}> ${meaning} ${variables}${fallback}`);
    }
  },
);
