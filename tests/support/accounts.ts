/** The account of most tests. */
export const account = { sid: `AC${'a'.repeat(32)}`, token: 'ours' };
/** An account that must not see what belongs to the first. */
export const otherAccount = { sid: `AC${'b'.repeat(32)}`, token: 'theirs' };
/** A key of the first account. */
export const apiKey = { sid: `SK${'c'.repeat(32)}`, secret: 'secretofthekey' };
/** A key of the other account. */
export const otherApiKey = { sid: `SK${'d'.repeat(32)}`, secret: 'secretofanother' };

/** Settings of a server with both accounts and both keys. */
export const accountSettings = {
  COLLOQUY_ACCOUNT_SID: account.sid,
  COLLOQUY_AUTH_TOKEN: account.token,
  COLLOQUY_ACCOUNTS: `${otherAccount.sid}:${otherAccount.token}`,
  COLLOQUY_API_KEYS: `${apiKey.sid}:${apiKey.secret},${otherApiKey.sid}:${otherApiKey.secret}:${otherAccount.sid}`,
};
