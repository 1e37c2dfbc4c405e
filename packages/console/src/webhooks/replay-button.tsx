import type { Delivery } from '../api/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { canReplay, type useReplay } from './use-replay.ts';

interface ReplayButtonProps {
  readonly delivery: Delivery;
  readonly replay: ReturnType<typeof useReplay>;
}

/** Sends a delivery again, if it can be. */
export const ReplayButton = ({ delivery, replay }: ReplayButtonProps) =>
  canReplay(delivery) && (
    <Button
      small
      aria-label={`Replay ${delivery.eventName} ${delivery.sid}`}
      disabled={replay.isPending}
      onClick={() => replay.mutate(delivery.sid)}
    >
      Replay
    </Button>
  );
