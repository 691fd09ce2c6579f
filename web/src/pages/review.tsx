import { Button, Card, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { Deviation, FindingRow } from '../api/types';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { AcceptModal } from '../ui/accept';
import { BaselineTabs } from '../ui/baseline-tabs';
import { Bars } from '../ui/bars';
import { useFilter } from '../ui/filters';
import { FindingTitle, useFindingTitle } from '../ui/finding-title';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Host, SeverityTag, StateTag } from '../ui/tags';
import { objectPage, page } from '../url';

const STATES = ['open', 'confirmed'];

/** Deviations from the baseline that wait for a decision, and the decision to accept one. */
export function Review() {
  const { t } = useTranslation();
  const word = useWord();
  const title = useFindingTitle();
  const [filter] = useFilter();
  const [accepting, setAccepting] = useState<FindingRow>();
  const query = { against: 'learned', state: filter.state ?? 'open', q: filter.q };
  const list = useList('/api/v1/baseline/deviations', { ...query, rule: filter.rule });
  const kinds = useGet('/api/v1/baseline/deviations', { query: { ...query, limit: 1 } }).data?.kinds ?? [];
  const bars = kinds.map((kind) => ({ key: kind.rule, label: title(kind), value: kind.total, to: page('/baseline/review', { ...filter, rule: kind.rule }) })).filter((bar) => bar.value > 0);
  return (
    <Page title={t('nav.review')}>
      <BaselineTabs />
      <Card size="small" style={{ marginBottom: 10 }} title={t('review.by_kind')}>
        <div className="narrow"><Bars label={t('review.by_kind')} bars={bars} /></div>
      </Card>
      <Filters
        specs={[
          { name: 'rule', label: t('review.kind'), width: 170, options: kinds.map((kind) => ({ value: kind.rule, label: title(kind) })) },
          { name: 'state', label: t('review.state'), options: STATES.map((value) => ({ value, label: word('finding_state', value) })) },
          { name: 'q', label: t('findings.search'), width: 220 },
        ]}
      />
      <DataTable<Deviation>
        label={t('nav.review')}
        list={list}
        rowKey={(row) => row.id}
        empty={t('review.nothing')}
        columns={[
          { title: t('findings.what'), render: (_, row) => <FindingTitle row={row} /> },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('observation.source'), render: (_, row) => <Host host={row.source} /> },
          { title: t('observation.target'), render: (_, row) => <Host host={row.target} /> },
          { title: t('observation.operation'), render: (_, row) => <>{row.protocol ? <Tag color="blue">{row.protocol}</Tag> : null} {row.operation}</> },
          { title: t('findings.occurrences'), align: 'right', render: (_, row) => count(row.occurrences) },
          { title: t('findings.last'), render: (_, row) => <CaptureTime ns={row.last_occurrence} /> },
          { title: t('findings.state'), render: (_, row) => <span className="tags"><StateTag group="finding_state" state={row.state} />{row.maintenance ? <Tag>{t('findings.in_maintenance')}</Tag> : null}</span> },
          { title: '', render: (_, row) => <Decision row={row} onAccept={setAccepting} /> },
        ]}
      />
      <AcceptModal finding={accepting} onClose={() => setAccepting(undefined)} />
    </Page>
  );
}

function Decision({ row, onAccept }: { row: Deviation; onAccept: (row: FindingRow) => void }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!may('finding_decide')) return null;
  if (!row.acceptable) return <Go to={objectPage('findings', row.id)}>{t('review.not_acceptable')}</Go>;
  return <Button size="small" onClick={() => onAccept(row)}>{t('review.accept')}</Button>;
}
