import type { AccountCredentials } from '../accounts/accounts.ts';

/** The text that `colloquy serve` prints at its start: the address, and commands to paste for a first request. */
export function renderBanner(
  url: string,
  { accountSid, authToken }: AccountCredentials,
  showToken: boolean,
): string {
  const token = showToken ? authToken : 'YOUR_AUTH_TOKEN';
  return `
  Colloquy listens on ${url}

    Account SID   ${accountSid}
    Auth token    ${showToken ? authToken : '(not shown: this address can be reached from elsewhere)'}
    API reference ${url}/

  Create a conversation with curl:

    curl ${url}/v1/Conversations -u ${accountSid}:${token} -d FriendlyName=Hello

  or with the official SDK for Node (npm install twilio):

    const client = require('twilio')('${accountSid}', '${token}');
    client.conversations.baseUrl = '${url}';
    client.conversations.v1.conversations.create({ friendlyName: 'Hello' }).then(console.log);

`;
}
