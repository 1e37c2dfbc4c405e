/** A host has no address that requests may go to. */
export class AddressRefused extends Error {
  constructor(hostname: string, addresses: readonly string[]) {
    const found = addresses.includes(hostname) ? '' : ` (${addresses.join(', ')})`;
    super(`${hostname}${found} is not on the public internet`);
  }
}

/** A host name that nothing stands behind. */
export class NameUnknown extends Error {}
