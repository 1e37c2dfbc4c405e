import type { FirstAccount } from '../../accounts/accounts.ts';

/** Printed and logged while the filter of private addresses is off. */
export const privateWebhooksNotice = 'may reach private addresses; COLLOQUY_PRIVATE_WEBHOOKS=0 forbids it';

export interface BannerOptions {
  /** Why the auth token is not shown; undefined to show it. */
  readonly hiddenToken: string | undefined;
  readonly privateWebhooks: boolean;
  /** The link to the web console; undefined if it is not served. */
  readonly consoleUrl: string | undefined;
  /** The path of the documentation; undefined if it has not been built. */
  readonly docsPath: string | undefined;
  /** The path of the example page; undefined if it is not served. */
  readonly examplePath: string | undefined;
}

/** The text that `colloquy serve` prints at its start: the address, and commands to paste for a first request. */
export function renderBanner(
  url: string,
  { accountSid, authToken }: FirstAccount,
  { hiddenToken, privateWebhooks, consoleUrl, docsPath, examplePath }: BannerOptions,
): string {
  const token = hiddenToken === undefined ? authToken : 'YOUR_AUTH_TOKEN';
  const webhooks = privateWebhooks ? `    Webhooks      ${privateWebhooksNotice}\n` : '';
  const webConsole = consoleUrl === undefined ? '' : `    Console       ${consoleUrl}\n`;
  const docs = docsPath === undefined ? '' : `    Documentation ${url}${docsPath}\n`;
  const chat = examplePath === undefined ? '' : `    Example chat  ${url}${examplePath}\n`;
  return `
  Colloquy listens on ${url}

    Account SID   ${accountSid}
    Auth token    ${hiddenToken === undefined ? authToken : `(not shown: ${hiddenToken})`}
${webConsole}    API reference ${url}/
${docs}${chat}${webhooks}
  Create a conversation with curl:

    curl ${url}/v1/Conversations -u ${accountSid}:${token} -d FriendlyName=Hello

  or with the official SDK for Node (npm install twilio):

    const client = require('twilio')('${accountSid}', '${token}');
    client.conversations.baseUrl = '${url}';
    client.conversations.v1.conversations.create({ friendlyName: 'Hello' }).then(console.log);

`;
}
