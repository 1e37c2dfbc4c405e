import { Link } from '@tanstack/react-router';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** Shown where there is no delivery. @param isFiltered whether the filters may be the reason. */
export const NoDeliveries = ({ isFiltered }: { readonly isFiltered: boolean }) =>
  isFiltered ? (
    <EmptyState title="No delivery matches">
      <p>
        <Link to="/webhooks" search={{}}>
          Show all deliveries
        </Link>
      </p>
    </EmptyState>
  ) : (
    <EmptyState title="Nothing has been sent yet">
      <p>
        Name a URL that receives events, then change something with the header X-Twilio-Webhook-Enabled: true.
        The delivery appears here.
      </p>
      <SampleCall
        language="curl"
        call={{
          action: 'update',
          path: [['Configuration'], ['Webhooks']],
          parameters: { PostWebhookUrl: 'http://127.0.0.1:3000/events', Filters: 'onConversationAdded' },
        }}
      />
    </EmptyState>
  );
