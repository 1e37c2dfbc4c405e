/** A user name and password that open an account. */
export interface Credential {
  /** Of the account itself, or of an API key. */
  readonly sid: string;
  readonly secret: string;
  readonly accountSid: string;
}
