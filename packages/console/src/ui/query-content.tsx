import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import { Loading } from './page.tsx';

interface QueryContentProps<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** What is loaded, such as `the conversations`. */
  readonly what: string;
  readonly children: (data: Data) => ReactNode;
}

/** Shows the data of a query, that it is being loaded, or why it cannot be. Old data stays when a refetch fails. */
export function QueryContent<Data>({ query, what, children }: QueryContentProps<Data>) {
  const { data, error, refetch } = query;
  return (
    <>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && children(data)}
      {data === undefined && error === null && <Loading what={what} />}
    </>
  );
}
