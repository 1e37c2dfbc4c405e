import { type Option, options } from '../config/options.ts';

/** The text of `colloquy --help`. */
export function help(): string {
  const settings = Object.values<Option>(options).map(({ flag, placeholder, variable, help, ...rest }) => {
    const defaultText = rest.default === '' ? '' : ` [${rest.default}]`;
    return `  --${flag} ${placeholder}\n      ${variable}${rest.secret ? `, ${variable}_FILE` : ''}${defaultText}\n      ${help}`;
  });
  return `colloquy: a self-hosted server for the Twilio Conversations v1 API

Usage: colloquy [COMMAND] [FLAGS]

Commands
  serve     run the server in the foreground (the default)
  migrate   migrate the database to the current schema
  config    check the settings and print them with the secrets hidden
  keys      create, list and delete API keys in the database:
              keys create [--name NAME] [--account AC...]
              keys list [--account AC...]
              keys delete SK... [--account AC...]
            While a server has a SQLite file open, use the server's API instead.
  seed      create what a YAML or JSON file describes, and keep what exists:
              seed FILE [--url URL]
  reset     remove everything except accounts and API keys:
              reset [--yes] [--url URL]
            With --url, seed and reset use a running server, with the first configured account.
  webhooks  inspect and replay webhook deliveries of a running server:
              webhooks list [--state pending|delivered|dead|unsupported] [--event NAME] [--conversation CH...]
                [--service IS...] [--target AC...|IS...|WH...] [--limit NUMBER]
              webhooks show WD...
              webhooks replay WD... [--to URL]
              webhooks replay --state delivered|dead|unsupported [filters of list]
              webhooks trigger EVENT --conversation CH... [--message IM...]
              webhooks listen [--forward-to URL]
            They use the server at --url URL, or at the configured host and port.

Settings, as flags or environment variables
${settings.join('\n')}`;
}
