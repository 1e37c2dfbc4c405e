import { fetchSearchIndex, listedOrDefault, listSearchResults, rebuildSearchIndex } from '@colloquy/contract';
import type { FastifyInstance } from 'fastify';
import { type EndpointDeps, mountEndpoint } from '../http/mount-endpoint.ts';
import { command, query } from '../rest/handler.ts';
import { pageMeta } from '../rest/paging/page-meta.ts';
import type { Reader } from '../storage/storage.ts';
import { newBuild } from './build-index.ts';
import { addBuild, type BuildRow, findBuild, removeBuild } from './build-store.ts';
import { runSearch } from './run-search.ts';

/** Mounts the search and the two endpoints of its index. They take the credentials of an account or of an API key. */
export function mountSearch(server: FastifyInstance, deps: EndpointDeps): void {
  mountEndpoint(
    server,
    deps,
    listSearchResults,
    query({
      async read(reader, request) {
        const { accountSid, parameters, now } = request;
        const limit = listedOrDefault(parameters.pageSize);
        const [found, build] = await Promise.all([
          runSearch(reader, accountSid, { ...parameters, limit }),
          buildOf(reader, accountSid, now),
        ]);
        return {
          meta: {
            ...pageMeta(listSearchResults, request, 'results', found.next),
            index_state: stateOf(build),
          },
          results: found.results,
        };
      },
    }),
  );

  mountEndpoint(
    server,
    deps,
    fetchSearchIndex,
    query({ read: async (reader, { accountSid, now }) => serialize(await buildOf(reader, accountSid, now)) }),
  );

  mountEndpoint(
    server,
    deps,
    rebuildSearchIndex,
    command({
      load: async () => ({}),
      async run(transaction, _loaded, { accountSid, now }) {
        const build = newBuild(accountSid, now);
        await transaction.remove(removeBuild, build);
        await transaction.insert(addBuild, build);
        return { result: build };
      },
      present: serialize,
      afterCommit: async (_result, _request, { wakeScheduler }) => wakeScheduler(),
    }),
  );
}

/** The build of an account; until its first one begins, the state that it will have. */
const buildOf = async (reader: Reader, accountSid: string, now: number): Promise<BuildRow> =>
  (await reader.one(findBuild, { account_sid: accountSid })) ?? newBuild(accountSid, now);

const stateOf = ({ state }: BuildRow): 'ready' | 'building' => (state === 'ready' ? 'ready' : 'building');

const serialize = (build: BuildRow) => ({
  state: stateOf(build),
  checked_count: build.checked_count,
  date_started: build.date_started,
  date_finished: build.date_finished,
});
