import { useLocation, useRouter } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { page, readQuery } from '../url';

export type Filter = Record<string, string>;
type Change = Record<string, string | number | boolean | undefined>;

/** The filter that stands in the address, and a way to change it. */
export function useFilter(): [Filter, (change: Change) => void] {
  const location = useLocation();
  const router = useRouter();
  const filter = useMemo(() => readQuery(location.searchStr), [location.searchStr]);
  const change = useCallback(
    (values: Change) => {
      const { pathname, searchStr } = router.state.location;
      router.history.replace(page(pathname, { ...readQuery(searchStr), ...values }));
    },
    [router],
  );
  return [filter, change];
}

/** Only the named filters: a list's API refuses names it does not know. */
export function pick(filter: Filter, names: readonly string[]): Filter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => names.includes(name)));
}
