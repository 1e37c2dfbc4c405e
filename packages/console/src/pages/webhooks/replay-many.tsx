import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../api/client.ts';
import { queryKeys } from '../../api/query-keys.ts';
import { SampleRequest } from '../../sdk-call/sdk-call.tsx';
import { deliveryStateName } from '../../ui/delivery-state.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { type DeliveryFilters, deliveryParameters } from './filters.ts';

interface ReplayManyProps {
  readonly filters: DeliveryFilters & Required<Pick<DeliveryFilters, 'state'>>;
  readonly onClose: () => void;
}

/** Replays all deliveries that match the filters, after asking. */
export default function ReplayMany({ filters, onClose }: ReplayManyProps) {
  const client = useClient();
  const queryClient = useQueryClient();
  const { state } = filters;
  const replay = useMutation({
    async mutationFn() {
      if (state === undefined) return;
      let pageToken: number | undefined;
      do {
        const { nextPageToken } = await client.replayWebhookDeliveries({
          ...deliveryParameters(filters),
          state,
          pageToken,
        });
        pageToken = nextPageToken === null ? undefined : Number(nextPageToken);
      } while (pageToken !== undefined);
    },
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.allDeliveries() });
    },
  });
  if (state === undefined) return null;
  return (
    <FormDialog
      title="Replay these deliveries?"
      action="Replay"
      isDangerous
      mutation={replay}
      onSubmit={() => replay.mutate()}
      onClose={onClose}
    >
      <p>
        Every delivery in the state “{deliveryStateName(state)}” that the filters leave is sent again, oldest
        first.
      </p>
      <SampleRequest
        path="/colloquy/v1/webhooks/deliveries/replay"
        parameters={{
          State: state,
          ...(filters.conversation !== undefined && { ConversationSid: filters.conversation }),
          ...(filters.target !== undefined && { Target: filters.target }),
        }}
      />
    </FormDialog>
  );
}
