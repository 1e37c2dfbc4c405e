/** A setting that the server cannot start with; the message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
