import type { MutationFunctionContext, QueryKey } from '@tanstack/react-query';

/** The data of the query before the change; undefined if it had none. */
interface Snapshot<Data> {
  readonly before: Data | undefined;
}

/**
 * Options of a mutation whose result is shown before the server has confirmed it, and taken back if the server refuses
 * it. Afterwards, the query is fetched again.
 *
 * @param queryKey the query that shows the result.
 * @param apply returns the data of the query after the change.
 */
export const optimistic = <Data, Variables>(
  queryKey: QueryKey,
  apply: (shown: Data, variables: Variables) => Data,
) => ({
  onMutate: async (variables: Variables, { client }: MutationFunctionContext): Promise<Snapshot<Data>> => {
    // A reply that is on its way would show the data before the change again.
    await client.cancelQueries({ queryKey });
    const before = client.getQueryData<Data>(queryKey);
    if (before !== undefined) client.setQueryData<Data>(queryKey, apply(before, variables));
    return { before };
  },
  onError: (
    _error: unknown,
    _variables: Variables,
    snapshot: Snapshot<Data> | undefined,
    { client }: MutationFunctionContext,
  ) => {
    client.setQueryData<Data>(queryKey, snapshot?.before);
  },
  onSettled: (
    _data: unknown,
    _error: unknown,
    _variables: Variables,
    _snapshot: Snapshot<Data> | undefined,
    { client }: MutationFunctionContext,
  ) => {
    // It is not awaited: an error must not wait for it.
    void client.invalidateQueries({ queryKey });
  },
});
