/** A user name and password that authenticate as an account. */
export interface Credential {
  /** The SID of the account itself or of an API key. */
  readonly sid: string;
  readonly secret: string;
  readonly accountSid: string;
}
