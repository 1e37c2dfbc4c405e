import { Link } from '@tanstack/react-router';
import { EmptyState } from '../ui/empty-state.tsx';
import { Page } from '../ui/page.tsx';

/** Shown for an address without a page. */
export const NotFoundPage = () => (
  <Page title="There is no page here">
    <EmptyState title="The address may be mistyped, or from another version of the console.">
      <p>
        <Link to="/services">Go to the services</Link>
      </p>
    </EmptyState>
  </Page>
);
