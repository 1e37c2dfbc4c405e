import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch as useAddressSearch } from '@tanstack/react-router';
import { lazy, type ReactNode } from 'react';
import { useClient } from '../../api/client.ts';
import { type Conversation, conversationsQuery, conversationTitle } from '../../api/conversations.ts';
import type { SearchResult } from '../../api/search.ts';
import { useService } from '../../api/service.ts';
import { Button } from '../../ui/button.tsx';
import { ConversationState } from '../../ui/conversation-state.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryContent } from '../../ui/query-content.tsx';
import { type Column, cellClasses, Table } from '../../ui/table.tsx';
import { useCreateAction } from '../../ui/use-create-action.tsx';
import { LastActivityCell, ParticipantsCell } from './cells.tsx';
import { Excerpt } from './excerpt.tsx';
import { FilterBar } from './filter-bar.tsx';
import { listParameters } from './filters.ts';
import { NoConversations, NothingFound } from './nothing-to-show.tsx';
import { matchesSearch, useSearch } from './use-search.ts';
import { useSummaries } from './use-summaries.ts';

const NewConversation = lazy(() => import('./new-conversation.tsx'));

/** The conversations of a service. */
export function ConversationsPage() {
  const client = useClient();
  const service = useService();
  const filters = useAddressSearch({ from: '/services/$service/conversations' });
  const { search = '' } = filters;
  const parameters = listParameters(filters);
  const conversations = useInfiniteQuery(conversationsQuery(client, service.sid, parameters));
  const { found, results } = useSearch(search);
  const create = useCreateAction('New conversation', (onClose) => <NewConversation onClose={onClose} />);
  return (
    <Page title="Conversations" actions={create.button}>
      <FilterBar filters={filters} />
      <QueryContent query={conversations} what="the conversations">
        {({ pages }) => {
          const loaded = pages.flatMap(({ items }) => items);
          const rows = search === '' ? loaded : mergeFound(found, loaded, search);
          if (rows.length === 0)
            return Object.keys(filters).length === 0 ? (
              <NoConversations action={create.button} />
            ) : (
              <NothingFound search={search} />
            );
          return (
            <ConversationTable
              rows={rows}
              results={results}
              footer={
                conversations.hasNextPage && (
                  <Button
                    disabled={conversations.isFetchingNextPage}
                    onClick={() => void conversations.fetchNextPage()}
                  >
                    Load more
                  </Button>
                )
              }
            />
          );
        }}
      </QueryContent>
      {create.dialog}
    </Page>
  );
}

/** The conversations that were looked up, and those of the loaded ones that match. */
function mergeFound(
  found: readonly Conversation[],
  loaded: readonly Conversation[],
  search: string,
): readonly Conversation[] {
  const sids = new Set(found.map(({ sid }) => sid));
  return [...found, ...loaded.filter((each) => !sids.has(each.sid) && matchesSearch(each, search))];
}

interface ConversationTableProps {
  readonly rows: readonly Conversation[];
  /** What a search has found in conversations, by their SIDs. */
  readonly results: ReadonlyMap<string, SearchResult>;
  readonly footer: ReactNode;
}

function ConversationTable({ rows, results, footer }: ConversationTableProps) {
  const { address } = useService();
  const summaries = useSummaries(rows);
  const columns: [Column<Conversation>, ...Column<Conversation>[]] = [
    {
      title: 'Conversation',
      cell: (conversation) => (
        <span>
          <Link
            to="/services/$service/conversations/$conversation"
            params={{ service: address, conversation: conversation.sid }}
            className={cellClasses.link}
          >
            {conversationTitle(conversation)}
          </Link>
          <span className={cellClasses.sub}>{conversation.uniqueName ?? conversation.sid}</span>
          <Excerpt result={results.get(conversation.sid)} />
        </span>
      ),
    },
    { title: 'State', cell: ({ state }) => <ConversationState state={state} /> },
    { title: 'Participants', cell: ({ sid }) => <ParticipantsCell summary={summaries.get(sid)} /> },
    {
      title: 'Last activity',
      cell: (conversation) => (
        <LastActivityCell conversation={conversation} summary={summaries.get(conversation.sid)} />
      ),
    },
  ];
  return <Table label="Conversations" {...{ rows, columns, footer }} keyOf={({ sid }) => sid} />;
}
