import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, wholeList } from '../api/hooks';
import { useTitle, useWord } from '../i18n/words';
import { useFilter, type Filter } from '../ui/filters';
import { useTenantNames } from '../ui/policy';

export interface Campaign {
  procedure?: string;
  period?: string;
}

/** Procedures of this node, each once, in the version in force. */
export function useProcedurePacks() {
  const packs = wholeList(useGet('/api/v1/packs'));
  const procedures = packs.items.filter((pack) => pack.kind === 'procedure');
  const inForce = procedures.filter((pack) => pack.state === 'in_force');
  const known = new Set(inForce.map((pack) => pack.id));
  return { ...packs, items: [...inForce, ...procedures.filter((pack) => !known.has(pack.id))] };
}

/** The procedure and period that a page looks at: those of the address; without them `all`, or the first there are. */
export function useCampaign(all = false) {
  const { t } = useTranslation();
  const title = useTitle();
  const [filter, change] = useFilter();
  const packs = useProcedurePacks();
  const known = new Map(packs.items.map((pack) => [pack.id, pack]));
  // Without one in the address: that of the filing that moved last, for there is something to see.
  const latest = useGet('/api/v1/filings', { query: { limit: 1 }, enabled: !all && !filter.procedure });
  const first = latest.isPending && !filter.procedure ? undefined : (latest.data?.items[0]?.procedure.split('@')[0] ?? packs.items[0]?.id);
  const procedure = filter.procedure ?? (all ? undefined : first);
  useEffect(() => {
    if (procedure && !filter.procedure) change({ procedure });
  }, [procedure, filter.procedure, change]);
  const year = new Date().getFullYear();
  const periods = [...new Set([filter.period, ...[0, 1, 2, 3].map((back) => String(year - back))])].filter((one): one is string => Boolean(one));
  const specs = [
    { name: 'procedure', label: t('filings.procedure'), width: 260, options: [...known].map(([value, pack]) => ({ value, label: title(pack.title) })) },
    { name: 'period', label: t('filings.period'), options: periods.map((value) => ({ value, label: value })) },
  ];
  const loading = packs.loading || (!all && !filter.procedure && latest.isPending);
  return { procedure, period: filter.period, pack: procedure ? known.get(procedure) : undefined, specs, change, filter: filter as Filter, loading, error: packs.error, retry: packs.retry };
}

/** Who published a pack: `shipped`, or an organisation's name. */
export function usePublisher(): (publisher: string) => string {
  const word = useWord();
  const name = useTenantNames();
  return (publisher) => (publisher.includes('/') || publisher === 'cn' ? name(publisher) : word('publisher', publisher));
}
