import { type Option, options } from '../config/options.ts';

/** What `colloquy --help` prints, from the table of settings. */
export function help(): string {
  const settings = Object.values<Option>(options).map(({ flag, placeholder, variable, help, ...rest }) => {
    const defaultText = rest.default === '' ? '' : ` [${rest.default}]`;
    return `  --${flag} ${placeholder}\n      ${variable}${rest.secret ? `, ${variable}_FILE` : ''}${defaultText}\n      ${help}`;
  });
  return `colloquy: a self-hosted server for the Twilio Conversations v1 API

Usage: colloquy [COMMAND] [FLAGS]

Commands
  serve     run the server in the foreground (the default)
  migrate   bring the schema of the database up to date, and stop
  config    print the settings in force, secrets hidden, and stop
  keys      make, list and delete API keys in the database, and stop:
              keys create [--name NAME] [--account AC...]
              keys list [--account AC...]
              keys delete SK... [--account AC...]
            A SQLite file that a server has open is the server's alone: it takes keys by its API.
  seed      make what a file of YAML or JSON describes; what is there already stays:
              seed FILE [--url URL]
  reset     remove everything but accounts and their keys:
              reset [--yes] [--url URL]
            With --url, both reach a running server, with the first account of the settings.
  webhooks  see what a running server told webhooks, and send it once more:
              webhooks list [--state pending|delivered|dead|unsupported] [--event NAME] [--conversation CH...]
                [--service IS...] [--target AC...|IS...|WH...] [--limit NUMBER]
              webhooks show WD...
              webhooks replay WD... [--to URL]
              webhooks replay --state delivered|dead|unsupported [filters as of list]
              webhooks trigger EVENT --conversation CH... [--message IM...]
              webhooks listen [--forward-to URL]
            They take --url URL, or look for the server at the host and port of the settings.

Settings, as flags or in the environment
${settings.join('\n')}`;
}
