/** A host has no address that requests may be sent to. */
export class AddressRefused extends Error {
  /** The message leaves out what a name resolves to: accounts that read it could explore the server's network. */
  constructor(hostname: string) {
    super(`${hostname} is not on the public internet; COLLOQUY_PRIVATE_WEBHOOKS=1 allows it`);
  }
}

/** A host name cannot be resolved. */
export class NameUnknown extends Error {}
