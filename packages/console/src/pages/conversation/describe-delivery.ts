import type { Message } from '../../api/messages.ts';

type Delivery = NonNullable<Message['delivery']>;

/** Statuses from the one that needs attention most to the one that says least. */
const statuses = [
  ['failed', 'danger'],
  ['undelivered', 'danger'],
  ['read', 'success'],
  ['delivered', 'success'],
  ['sent', 'neutral'],
] as const;

/** Sums up the delivery of a message on other channels, such as `delivered to some of 3`. */
export function describeDelivery(delivery: Delivery): {
  readonly text: string;
  readonly tone: 'neutral' | 'success' | 'danger';
} {
  const { total } = delivery;
  const found = statuses.find(([status]) => delivery[status] !== 'none');
  if (found === undefined) return { text: 'queued', tone: 'neutral' };
  const [status, tone] = found;
  const text = delivery[status] === 'all' || total === 1 ? status : `${status}: some of ${total}`;
  return { text, tone };
}
