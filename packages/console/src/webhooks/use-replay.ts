import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../api/client.ts';
import { queryKeys } from '../api/query-keys.ts';

/** Replays one delivery by its SID. */
export function useReplay() {
  const client = useClient();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (sid: string) => client.replayWebhookDelivery(sid),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queryKeys.allDeliveries() }),
  });
}

/** Whether a delivery can be sent again: one that waits stays as it is, and a question before a change is over. */
export const canReplay = ({ state }: { readonly state: string }): boolean =>
  state !== 'pending' && state !== 'pre_action';
