/** A host has no address that requests may be sent to. */
export class AddressRefused extends Error {
  /** The message leaves out what a name resolves to: accounts that read it could explore the server's network. */
  constructor(hostname: string) {
    super(`${hostname} is not on the public internet; COLLOQUY_PRIVATE_WEBHOOKS=1 allows it`);
  }
}

/** A host name cannot be resolved, although the name servers of this machine work. */
export class NameUnknown extends Error {}

/** The name servers of this machine do not work, so nothing is known about the host name. */
export class ResolverUnavailable extends Error {}

/** The account resolves as many names as it may, so the lookup of this one has not begun. */
export class ResolverBusy extends Error {}
