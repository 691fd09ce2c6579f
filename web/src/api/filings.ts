// Questions and calls of filings that need more than useGet: never another filing's data while the
// right one is on its way.
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from './client';
import type { FilingDetail, FormView, PackDetail } from './filing';

/** One filing. */
export function useFiling(id: string): UseQueryResult<FilingDetail> {
  const path = '/api/v1/filings/{id}' as const;
  return useQuery({ queryKey: [path, { id }, {}], queryFn: () => call('get', path, { path: { id } }), enabled: id !== '' });
}

/** One form of a filing with all that is known of it. */
export function useFormView(id: string, form: string): UseQueryResult<FormView> {
  const path = '/api/v1/filings/{id}/forms/{form}' as const;
  return useQuery({ queryKey: [path, { id, form }, {}], queryFn: () => call('get', path, { path: { id, form } }), enabled: id !== '' && form !== '' });
}

/** A pack by its name `id@version`. */
export function usePack(name: string): UseQueryResult<PackDetail> {
  const [id = '', version = ''] = name.split('@');
  const path = '/api/v1/packs/{id}/{version}' as const;
  return useQuery({ queryKey: [path, { id, version }, {}], queryFn: () => call('get', path, { path: { id, version } }), enabled: version !== '' });
}
