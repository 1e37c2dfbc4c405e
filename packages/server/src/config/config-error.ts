/** An invalid setting or argument. The message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
