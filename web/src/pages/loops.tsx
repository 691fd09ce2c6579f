import { Button, Collapse, Drawer, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { LoopRow } from '../api/types';
import { useWord } from '../i18n/words';
import { useMe } from '../me';
import { LOOP_STATES, SEVERITIES } from '../ui/choices';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { LoopCharts } from '../ui/loop-charts';
import { Page } from '../ui/page';
import { useTenantNames } from '../ui/policy';
import { DataTable, Filters } from '../ui/table';
import { Due, SeverityTag, StateTag, Techniques, Time, useSpan } from '../ui/tags';
import { objectPage } from '../url';

const FINAL = ['closed', 'withdrawn'];

/** The loops of notices as the tier above sees them. */
export function Loops() {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const name = useTenantNames();
  const [filter] = useFilter();
  const [open, setOpen] = useState<LoopRow>();
  const statistics = useGet('/api/v1/loops/statistics').data;
  const list = useList('/api/v1/loops', pick(filter, ['state', 'region', 'severity', 'technique', 'issuer']));
  const keys = (counts: { key: string }[] | undefined, chosen: string | undefined) => [...new Set([...(counts ?? []).map((count) => count.key), ...(chosen ? [chosen] : [])])];
  const issuers = [...new Set([...list.items.map((row) => row.issuer), ...(filter.issuer ? [filter.issuer] : [])])];
  return (
    <Page title={t('nav.loops')}>
      <Collapse
        size="small"
        style={{ marginBottom: 10, background: 'var(--panel)' }}
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
        onOpen={setOpen}
        columns={[
          { title: t('notices.number'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(row)}>{row.number}</Button> },
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
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={520} title={open?.number} destroyOnHidden>
        {open ? <LoopView row={open} /> : null}
      </Drawer>
    </Page>
  );
}

/** A loop's course; its content only for the two parties. */
function LoopView({ row }: { row: LoopRow }) {
  const { t } = useTranslation();
  const word = useWord();
  const span = useSpan();
  const { tenant } = useMe();
  const party = tenant === row.issuer || tenant === row.recipient;
  return (
    <div className="stack">
      <Fields
        column={1}
        rows={[
          [t('notices.state'), <StateTag key="s" group="state" state={row.state} />],
          [t('findings.severity'), <SeverityTag key="v" severity={row.severity} />],
          [t('notices.issuer'), row.issuer_name],
          [t('notices.recipient'), row.recipient_name],
          [t('loops.region'), word('region', row.region)],
          [t('tenants.industry'), row.industry],
          [t('findings.techniques'), <Techniques key="t" ids={row.techniques} names />],
          [t('notices.issued'), <Time key="i" ms={row.issued} />],
          [t('notices.due'), <Time key="d" ms={row.due} />],
          [t('notices.clock'), <Due key="c" ms={row.due} done={FINAL.includes(row.state)} />],
          [t('loops.closed'), row.closed ? <Time key="x" ms={row.closed} /> : undefined],
          [t('loops.took'), row.closed ? span(row.closed - row.issued) : undefined],
          [t('loops.returned'), row.returned],
        ]}
      />
      {party ? <Go to={objectPage('notices', row.notice)}>{t('reports.open_notice')}</Go> : <span className="muted">{t('loops.summary_only')}</span>}
    </div>
  );
}
