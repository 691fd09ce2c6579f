import { Collapse, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { LoopRow } from '../api/types';
import { useWord } from '../i18n/words';
import { LOOP_STATES, SEVERITIES } from '../ui/choices';
import { pick, useFilter } from '../ui/filters';
import { LoopCharts } from '../ui/loop-charts';
import { Page } from '../ui/page';
import { useTenantNames } from '../ui/policy';
import { DataTable, Filters } from '../ui/table';
import { Due, SeverityTag, StateTag, Techniques, Time, useSpan } from '../ui/tags';

const FINAL = ['closed', 'withdrawn'];

/** The loops of notices as the tier above sees them. */
export function Loops() {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const name = useTenantNames();
  const [filter] = useFilter();
  const statistics = useGet('/api/v1/loops/statistics').data;
  const list = useList('/api/v1/loops', pick(filter, ['state', 'region', 'severity', 'technique', 'issuer']));
  const keys = (counts: { key: string }[] | undefined, chosen: string | undefined) => [...new Set([...(counts ?? []).map((count) => count.key), ...(chosen ? [chosen] : [])])];
  const issuers = [...new Set([...list.items.map((row) => row.issuer), ...(filter.issuer ? [filter.issuer] : [])])];
  return (
    <Page title={t('nav.loops')}>
      <Collapse
        size="small"
        style={{ marginBottom: 10, background: '#fff' }}
        items={[{ key: 'figures', label: t('loops.figures'), children: <LoopCharts /> }]}
      />
      <Filters
        specs={[
          { name: 'state', label: t('notices.state'), options: LOOP_STATES.map((value) => ({ value, label: word('state', value) })) },
          { name: 'region', label: t('loops.region'), options: keys(statistics?.by_region, filter.region).map((value) => ({ value, label: word('region', value) })) },
          { name: 'severity', label: t('findings.severity'), options: SEVERITIES.map((value) => ({ value, label: word('severity', value) })) },
          { name: 'technique', label: t('findings.techniques'), width: 160, options: keys(statistics?.by_technique, filter.technique).map((value) => ({ value, label: `${value} ${word('technique', value)}` })) },
          { name: 'issuer', label: t('notices.issuer'), width: 180, options: issuers.map((value) => ({ value, label: name(value) })) },
        ]}
      />
      <DataTable<LoopRow>
        label={t('nav.loops')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('notices.number'), dataIndex: 'number' },
          { title: t('loops.region'), render: (_, row) => word('region', row.region) },
          { title: t('notices.issuer'), dataIndex: 'issuer_name' },
          { title: t('notices.recipient'), dataIndex: 'recipient_name' },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('findings.techniques'), render: (_, row) => <Techniques ids={row.techniques} /> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="state" state={row.state} /> },
          { title: t('notices.clock'), render: (_, row) => <Due ms={row.due} done={FINAL.includes(row.state)} /> },
          { title: t('notices.issued'), render: (_, row) => <Time ms={row.issued} /> },
          { title: t('loops.took'), render: (_, row) => (row.closed ? span(row.closed - row.issued) : '') },
          { title: t('loops.returned'), align: 'right', render: (_, row) => (row.returned > 0 ? <Tag color="volcano">{row.returned}</Tag> : 0) },
        ]}
      />
    </Page>
  );
}
