import { type Collection, type Search, SearchError } from '@agenticgen/search';
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from '@connectrpc/connect';
import { admission } from './admission.ts';
import { SearchService, type Target } from './generated/agenticgen/search/v1/search_pb.ts';
import { fromQuery, toHit } from './search-hits.ts';
import { fromFilter, fromPassage, fromTarget, fromVector, toPassage } from './search-messages.ts';

export interface SearchServiceNeeds {
  search: Search;
  /** What callers have to know. */
  token: string;
}

/** The service of `proto/agenticgen/search/v1`: the collections of one data folder, for callers that know the token. */
export function searchService({ search, token }: SearchServiceNeeds): (router: ConnectRouter) => void {
  const admit = admission(token, 'search');
  /** Admits the caller, does the act on the collection, and tells a refusal by its code. */
  const on = async <T>(
    context: Pick<HandlerContext, 'requestHeader'>,
    target: Target | undefined,
    act: (collection: Collection) => Promise<T>,
  ): Promise<T> => {
    admit(context);
    try {
      const { name, options } = fromTarget(target);
      return await act(search.collection(name, options));
    } catch (error) {
      return refuse(error);
    }
  };
  return (router) =>
    router.service(SearchService, {
      upsert: ({ target, passages }, context) =>
        on(context, target, async (collection) => {
          await collection.upsert(passages.map(fromPassage));
          return {};
        }),
      replaceDocument: ({ target, documentId, passages }, context) =>
        on(context, target, async (collection) => {
          await collection.replaceDocument(documentId, passages.map(fromPassage));
          return {};
        }),
      deleteDocument: ({ target, documentId }, context) =>
        on(context, target, async (collection) => ({
          passages: await collection.deleteDocument(documentId),
        })),
      get: ({ target, ids }, context) =>
        on(context, target, async (collection) => ({ passages: (await collection.get(ids)).map(toPassage) })),
      listDocument: ({ target, documentId }, context) =>
        on(context, target, async (collection) => ({
          passages: (await collection.listDocument(documentId)).map(toPassage),
        })),
      count: ({ target, filter }, context) =>
        on(context, target, async (collection) => ({
          passages: await collection.count(filter && fromFilter(filter)),
        })),
      query: (request, context) =>
        on(context, request.target, async (collection) => ({
          hits: (await collection.query(fromQuery(request))).map(toHit),
        })),
      nearest: ({ target, vectors, limit, filter }, context) =>
        on(context, target, async (collection) => ({
          answers: (await collection.nearest(vectors.map(fromVector), limit, fromFilter(filter))).map(
            (neighbours) => ({ neighbours }),
          ),
        })),
      compact: ({ target }, context) =>
        on(context, target, async (collection) => {
          await collection.compact();
          return {};
        }),
      async drop({ name }, context) {
        admit(context);
        await search.drop(name).catch(refuse);
        return {};
      },
    });
}

const CODES: Partial<Record<SearchError['code'], Code>> = {
  search_closed: Code.Unavailable,
  search_failed: Code.Internal,
  search_collection_damaged: Code.DataLoss,
  search_collection_locked: Code.FailedPrecondition,
  search_format_unsupported: Code.FailedPrecondition,
  search_batch_too_large: Code.ResourceExhausted,
};

function refuse(error: unknown): never {
  if (!(error instanceof SearchError)) throw error;
  const metadata = new Headers({ 'problem-code': error.code });
  throw new ConnectError(error.message, CODES[error.code] ?? Code.InvalidArgument, metadata);
}
