import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';

/** Shown for an address that names nothing of the reference. */
export const UnknownTopic = () => (
  <Page title="API reference">
    <EmptyState title="The reference has no such entry">
      <p>
        The name may be mistyped, or from another version. Search for it, or begin with the{' '}
        <Link to="/reference">overview</Link>.
      </p>
    </EmptyState>
  </Page>
);
