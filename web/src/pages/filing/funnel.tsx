// How far a population has come, step by step (五步走); each bar, and each result in it, opens the
// list it counts.
import { Empty, Skeleton, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Funnel as FunnelData, FunnelBar } from '../../api/filing';
import { useGet } from '../../api/hooks';
import { ExampleBadge, ExampleLine } from '../../filing/marks';
import { useCampaign } from '../../filing/procedures';
import { count } from '../../format';
import { useTitle } from '../../i18n/words';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { ErrorBox } from '../../ui/problem';
import { Filters } from '../../ui/table';
import { page } from '../../url';
import { FilingTabs } from './tabs';
import { usePageTitle } from './title';

const COLOURS = ['#1557b8', '#2f7fd8', '#5aa0e6', '#8fc0ef', '#b9d7f4', '#d8e8f8'];

export function FunnelPage() {
  const { t } = useTranslation();
  const title = useTitle();
  usePageTitle(t('funnel.title'));
  const { procedure, period, pack, specs, loading, error, retry } = useCampaign();
  const funnel = useGet('/api/v1/filings/funnel', { query: { procedure, period }, enabled: procedure !== undefined });
  return (
    <Page title={<>{t('funnel.title')} <ExampleBadge show={pack?.example} /><span className="muted subtitle">{title(pack?.title)}</span></>}>
      <FilingTabs />
      <Filters specs={specs} />
      <ExampleLine show={pack?.example} />
      {error ? <ErrorBox error={error} retry={retry} /> : null}
      {loading ? <Skeleton active /> : procedure === undefined ? <Empty description={t('funnel.no_procedure')} /> : <Ready query={funnel}>{(data) => <Bars data={data} />}</Ready>}
    </Page>
  );
}

/** A result's code in the words of its pack. */
function useNamed(data: FunnelData): (code: string) => string {
  const { t } = useTranslation();
  const title = useTitle();
  return (code) => (code === '' ? t('funnel.no_result') : title(data.result?.codes[code]) || code);
}

function Bars({ data }: { data: FunnelData }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...data.bars.map((bar) => bar.filings));
  const codes = [...new Set(data.bars.flatMap((bar) => Object.keys(bar.by_result)))].sort();
  const named = useNamed(data);
  if (data.bars.length === 0) return <Empty description={t('funnel.no_bars')} />;
  return (
    <div className="list funnel">
      {codes.length > 0 ? (
        <div className="funnel-legend">
          {codes.map((code, at) => (
            <span key={code}><i style={{ background: COLOURS[at % COLOURS.length] }} aria-hidden /> {named(code)}</span>
          ))}
        </div>
      ) : null}
      <ol>
        {data.bars.map((bar, at) => (
          <Bar key={bar.id} bar={bar} before={data.bars[at - 1]} most={most} codes={codes} data={data} />
        ))}
      </ol>
    </div>
  );
}

function Bar({ bar, before, most, codes, data }: { bar: FunnelBar; before?: FunnelBar; most: number; codes: readonly string[]; data: FunnelData }) {
  const { t } = useTranslation();
  const title = useTitle();
  const named = useNamed(data);
  const procedure = data.procedure.split('@')[0];
  const list = (result?: string) => page('/filings', { procedure, period: data.period, reached: bar.id, result });
  const share = before && before.filings > 0 ? Math.round((100 * bar.filings) / before.filings) : undefined;
  return (
    <li>
      <Go to={list()} className="funnel-name" aria-label={`${title(bar.title)}: ${bar.filings}`}>
        {title(bar.title)}
      </Go>
      <span className="funnel-track">
        {codes.filter((code) => (bar.by_result[code] ?? 0) > 0).map((code) => (
          <Tooltip key={code} title={`${named(code)}: ${count(bar.by_result[code]!)}`}>
            <span style={{ width: `${(100 * bar.by_result[code]!) / most}%`, background: COLOURS[codes.indexOf(code) % COLOURS.length] }}>
              <Go to={list(code || undefined)} aria-label={`${title(bar.title)} ${named(code)}: ${bar.by_result[code]}`}>{' '}</Go>
            </span>
          </Tooltip>
        ))}
        {codes.length === 0 ? <span style={{ width: `${(100 * bar.filings) / most}%`, background: COLOURS[0] }} /> : null}
      </span>
      <Go to={list()} className="funnel-count">{count(bar.filings)}</Go>
      <span className="muted funnel-share">{share === undefined ? '' : t('funnel.of_before', { share })}</span>
    </li>
  );
}
