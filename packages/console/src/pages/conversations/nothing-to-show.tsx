import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useService } from '../../api/service.ts';
import { SampleCall } from '../../sdk-call/sdk-call.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';

/** Shown in a service without conversations. */
export function NoConversations({ action }: { readonly action: ReactNode }) {
  const { sid } = useService();
  return (
    <EmptyState title="There is no conversation yet" actions={action}>
      <p>
        A conversation connects participants on chat, SMS, WhatsApp and other channels. Create one here, or
        with this command. It appears at once.
      </p>
      <SampleCall
        language="curl"
        call={{
          action: 'create',
          path: [['Services', sid], ['Conversations']],
          parameters: { FriendlyName: 'My first conversation' },
        }}
      />
    </EmptyState>
  );
}

/** Shown when the filters leave out every conversation. */
export function NothingFound({ search }: { readonly search: string }) {
  const { address } = useService();
  return (
    <EmptyState title="No conversation matches">
      <p>
        {search === ''
          ? 'Choose other filters.'
          : 'A search finds words in names and messages, parts of names, identities and addresses, and complete SIDs.'}
      </p>
      <p>
        <Link to="/services/$service/conversations" params={{ service: address }} search={{}}>
          Show all conversations
        </Link>
      </p>
    </EmptyState>
  );
}
