import type { List } from '../api/hooks';

/** Several lists as one, ordered; `more` asks every list that has more. */
export function mergeLists<T>(lists: readonly List<T>[], order: (a: T, b: T) => number): List<T> {
  const more = lists.flatMap((list) => (list.more ? [list.more] : []));
  return {
    items: lists.flatMap((list) => list.items).sort(order),
    total: lists.reduce((sum, list) => sum + list.total, 0),
    loading: lists.some((list) => list.loading),
    error: lists.find((list) => list.error)?.error,
    more: more.length > 0 ? () => more.forEach((next) => next()) : undefined,
    loadingMore: lists.some((list) => list.loadingMore),
    retry: () => lists.forEach((list) => list.retry()),
  };
}
