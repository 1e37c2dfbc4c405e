import type { FirstAccount } from '../accounts/accounts.ts';

/** The text that `colloquy serve` prints at its start: the address, and commands to paste for a first request. */
export function renderBanner(
  url: string,
  { accountSid, authToken, kept }: FirstAccount,
  showToken: boolean,
): string {
  // The log of a container ends here, and is where people look for the token.
  const whereToFind = kept
    ? '(in the database; to see it, start the server once at a terminal, or set your own account)'
    : '(as configured)';
  const token = showToken ? authToken : 'YOUR_AUTH_TOKEN';
  return `
  Colloquy listens on ${url}

    Account SID   ${accountSid}
    Auth token    ${showToken ? authToken : whereToFind}
    API reference ${url}/

  Create a conversation with curl:

    curl ${url}/v1/Conversations -u ${accountSid}:${token} -d FriendlyName=Hello

  or with the official SDK for Node (npm install twilio):

    const client = require('twilio')('${accountSid}', '${token}');
    client.conversations.baseUrl = '${url}';
    client.conversations.v1.conversations.create({ friendlyName: 'Hello' }).then(console.log);

`;
}
