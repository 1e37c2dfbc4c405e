import { ApiError, type Limits } from '@colloquy/contract';

/** The addresses in a request that have to be yours. */
interface OwnAddresses {
  readonly messagingBindingProxyAddress?: string | null;
  readonly messagingBindingProxyAddressFallback?: string | null;
  readonly messagingBindingProjectedAddress?: string | null;
}

/**
 * Asserts that a request names only addresses that the configuration allows. Participants that have another one already
 * keep it.
 *
 * @throws ApiError 50413 for a proxy address, 50439 for a projected address.
 */
export function assertOwnAddresses(request: OwnAddresses, { ownAddresses }: Limits): void {
  const isOther = (address: string | null | undefined) =>
    typeof address === 'string' && ownAddresses.size > 0 && !ownAddresses.has(address);
  if ([request.messagingBindingProxyAddress, request.messagingBindingProxyAddressFallback].some(isOther))
    throw new ApiError(50413);
  if (isOther(request.messagingBindingProjectedAddress)) throw new ApiError(50439);
}
