import { consolePath } from '../../console/routes.ts';

/**
 * The link to the console that signs in. A browser does not send the fragment of a URL, and the console removes it from
 * the address.
 */
export const consoleLink = (url: string, accountSid: string, authToken: string): string =>
  `${url}${consolePath}#sid=${accountSid}&token=${authToken}`;
