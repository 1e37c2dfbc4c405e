const states = ['pending', 'delivered', 'dead', 'unsupported', 'pre_action'] as const;
type DeliveryState = (typeof states)[number];
export const deliveryStates: readonly DeliveryState[] = states;

/** What the list of deliveries shows; a part of its address. */
export interface DeliveryFilters {
  readonly state?: DeliveryState | undefined;
  readonly conversation?: string | undefined;
  readonly target?: string | undefined;
}

/** Reads the filters of an address; what is malformed is left out. */
export function parseDeliveryFilters(search: Readonly<Record<string, unknown>>): DeliveryFilters {
  const state = states.find((each) => each === search['state']);
  const conversation = parseSid(search['conversation'], /^CH[0-9a-f]{32}$/i);
  const target = parseSid(search['target'], /^(AC|IS|WH)[0-9a-f]{32}$/i);
  return {
    ...(state !== undefined && { state }),
    ...(conversation !== undefined && { conversation }),
    ...(target !== undefined && { target }),
  };
}

const parseSid = (value: unknown, form: RegExp): string | undefined =>
  typeof value === 'string' && form.test(value) ? value : undefined;

/** The parameters of the list, and of the replay of what it lists. */
export const deliveryParameters = ({ state, conversation, target }: DeliveryFilters) => ({
  ...(state !== undefined && { state }),
  ...(conversation !== undefined && { conversationSid: conversation }),
  ...(target !== undefined && { target }),
});
