// Queries and commands. A query's key is [path, path parameters, query], which is what live events
// invalidate by (live.ts).
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import { App } from 'antd';
import { createElement } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemText } from '../ui/problem';
import { call, setCsrf, text, type Answer, type PathOf, type Query } from './client';
import { ProblemError, asProblem } from './problem';
import type { Session } from './types';

interface Options {
  path?: Record<string, string>;
  query?: Query;
  enabled?: boolean;
  /** Milliseconds between refreshes, for what no live event announces. */
  every?: number;
}

/** One resource. */
export function useGet<P extends PathOf<'get'>>(path: P, options: Options = {}): UseQueryResult<Answer<P, 'get'>> {
  return useQuery({
    queryKey: [path, options.path ?? {}, options.query ?? {}],
    queryFn: () => call('get', path, { path: options.path, query: options.query }),
    enabled: options.enabled ?? true,
    refetchInterval: options.every ?? false,
    placeholderData: keepPreviousData,
  });
}

/** A resource as exact text. */
export function useText(path: string, enabled = true): UseQueryResult<string> {
  return useQuery({ queryKey: [path, 'text'], queryFn: () => text(path), enabled });
}

type Item<P extends PathOf<'get'>> = Answer<P, 'get'> extends { items: (infer T)[] } ? T : never;

export interface List<T> {
  items: T[];
  total: number;
  /** There may be more than `total`. */
  atLeast?: boolean;
  loading: boolean;
  error: unknown;
  more?: () => void;
  loadingMore: boolean;
  retry: () => void;
}

/** A list, page after page. */
export function useList<P extends PathOf<'get'>>(path: P, query: Query = {}, enabled = true, parts: Record<string, string> = {}): List<Item<P>> {
  type Page = { items: Item<P>[]; next?: string | null; total: number; at_least?: boolean };
  const result = useInfiniteQuery({
    queryKey: [path, parts, query],
    queryFn: async ({ pageParam }) =>
      (await call('get', path, { path: parts, query: { limit: 50, ...query, cursor: pageParam } })) as Page,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled,
  });
  const pages = result.data?.pages ?? [];
  return {
    items: pages.flatMap((page) => page.items),
    total: pages[0]?.total ?? 0,
    atLeast: pages[0]?.at_least,
    loading: result.isPending && enabled,
    error: result.error,
    more: result.hasNextPage ? () => void result.fetchNextPage() : undefined,
    loadingMore: result.isFetchingNextPage,
    retry: () => void result.refetch(),
  };
}

/** A list that comes all at once: from a route without pages. */
export function wholeList<T>(query: { data?: { items: T[]; total: number }; isPending: boolean; error: unknown; refetch: () => unknown }): List<T> {
  return { items: query.data?.items ?? [], total: query.data?.total ?? 0, loading: query.isPending, error: query.error, loadingMore: false, retry: () => void query.refetch() };
}

/** A list from a route that answers with bare rows. */
export function listOf<T>(query: { data?: T[]; isPending: boolean; error: unknown; refetch: () => unknown }): List<T> {
  const items = query.data ?? [];
  return { items, total: items.length, loading: query.isPending, error: query.error, loadingMore: false, retry: () => void query.refetch() };
}

/** Rows that are there already, as a list. */
export function still<T>(items: T[]): List<T> {
  return { items, total: items.length, loading: false, error: undefined, loadingMore: false, retry: () => undefined };
}

/** A number behind a list, without its items. */
export function useTotal(path: PathOf<'get'>, query: Query = {}, enabled = true): number | undefined {
  const result = useGet(path, { query: { ...query, limit: 1 }, enabled });
  return (result.data as { total?: number } | undefined)?.total;
}

/** A changing call: says what went wrong and the way out, or that it is done, and refreshes. */
export function useCommand<I, O>(run: (input: I) => Promise<O>, done?: string) {
  const queries = useQueryClient();
  const { notification, message } = App.useApp();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: run,
    onSuccess: async () => {
      if (done) void message.success(done);
      await queries.invalidateQueries();
    },
    onError: (error) => {
      notification.error({ title: t('error.failed'), description: createElement(ProblemText, { problem: asProblem(error) }), duration: 10 });
    },
  });
}

const SESSION = '/api/v1/session';
/** Key of the session among the queries. */
export const SESSION_KEY = [SESSION, {}, {}] as const;

/** Who is signed in; null when nobody is. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: async () => {
      try {
        const session = await call('get', SESSION);
        setCsrf(session.csrf);
        return session;
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: Infinity,
  });
}

/** Signs out; `leave` runs before the sign-in page takes the screen's place. */
export function useSignOut(leave: () => void = () => undefined) {
  const queries = useQueryClient();
  return useCommand(async () => {
    await call('delete', SESSION);
    setCsrf('');
    leave();
    queries.setQueryData(SESSION_KEY, null);
  });
}
