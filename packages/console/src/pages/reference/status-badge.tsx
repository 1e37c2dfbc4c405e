import { Badge } from '../../ui/badge.tsx';

/** An HTTP status. The colour repeats whether it is a success. */
export const StatusBadge = ({ status }: { readonly status: number }) => (
  <Badge tone={status < 300 ? 'success' : status < 400 ? 'neutral' : 'danger'}>{status}</Badge>
);
