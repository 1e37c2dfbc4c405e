/** An invalid setting or argument. The message is for the person who set it. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}

/** A command line that names an unknown command or flag, lacks an argument, or has one that cannot be meant. */
export class UsageError extends ConfigError {
  override readonly name = 'UsageError';
}
