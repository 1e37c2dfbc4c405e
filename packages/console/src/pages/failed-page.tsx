import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { Page } from '../ui/page.tsx';

/** Shown when a page throws, or when its script cannot be loaded, as after an update of the server. */
export const FailedPage = ({ error }: ErrorComponentProps) => (
  <Page title="This page has failed">
    <ErrorNotice error={error} onRetry={() => location.reload()} />
  </Page>
);
