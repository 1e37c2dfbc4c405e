import { ApiError, type Limits } from '@colloquy/contract';
import { joined } from '../participant/member-counts.ts';
import { type Binding, bindingOf, type NewParticipant } from '../participant/rules.ts';

/** A participant to come, as far as it decides who else can be there. */
export type NewMember = Binding & { readonly identity: string | null };

/**
 * Looks at those whom a conversation is to be made with, among each other.
 *
 * @throws ApiError for addresses that do not go together, 50433 for an identity that comes twice, 50425 for a pair
 * of addresses that does, and for one too many.
 */
export function validateMembers(settings: readonly NewParticipant[], limits: Limits): NewMember[] {
  if (settings.length > limits.maxParticipantsPerRequest) throw new ApiError(50426);
  const newMembers = settings.map((each) => ({ ...bindingOf(each), identity: each.identity ?? null }));
  let party = { participants: 0, nonChat: 0, members: 0 };
  for (const newMember of newMembers) party = joined(party, newMember, limits);
  const identities = newMembers.map(({ identity }) => identity).filter((identity) => identity !== null);
  if (hasTwins(identities)) throw new ApiError(50433);
  if (
    hasTwins(
      newMembers
        .map(pairOf)
        .filter((pair) => pair !== undefined)
        .map((pair) => JSON.stringify(pair)),
    )
  )
    throw new ApiError(50425);
  return newMembers;
}

const hasTwins = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

/** The pair by which messages of a guest find their conversation, where it has one. */
export function pairOf({
  messaging_binding_address: address,
  messaging_binding_proxy_address: proxy,
}: Binding) {
  return address === null || proxy === null ? undefined : { address, proxy_address: proxy };
}
