/** A host has no address that requests may be sent to. */
export class AddressRefused extends Error {
  constructor(hostname: string, addresses: readonly string[]) {
    const found = addresses.includes(hostname) ? '' : ` (${addresses.join(', ')})`;
    super(`${hostname}${found} is not on the public internet`);
  }
}

/** A host name cannot be resolved. */
export class NameUnknown extends Error {}
