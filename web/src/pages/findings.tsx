import { Tag } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { FindingRow } from '../api/types';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { FINDING_STATES, SEVERITIES } from '../ui/choices';
import { pick, useFilter } from '../ui/filters';
import { FindingTitle } from '../ui/finding-title';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Host, SeverityTag, StateTag, Techniques } from '../ui/tags';
import { objectPage } from '../url';

export function Findings() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const [filter] = useFilter();
  const list = useList('/api/v1/findings', pick(filter, ['state', 'severity', 'rule', 'q']));
  return (
    <Page title={t('nav.findings')}>
      <Filters
        specs={[
          { name: 'state', label: t('findings.state'), options: FINDING_STATES.map((value) => ({ value, label: word('finding_state', value) })) },
          { name: 'severity', label: t('findings.severity'), options: SEVERITIES.map((value) => ({ value, label: word('severity', value) })) },
          { name: 'rule', label: t('findings.rule'), width: 200 },
          { name: 'q', label: t('findings.search'), width: 220 },
        ]}
      />
      <DataTable<FindingRow>
        label={t('nav.findings')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('findings', row.id))}
        columns={[
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('findings.what'), render: (_, row) => <FindingTitle row={row} /> },
          { title: t('findings.state'), render: (_, row) => <span className="tags"><StateTag group="finding_state" state={row.state} />{row.maintenance ? <Tag>{t('findings.in_maintenance')}</Tag> : null}</span> },
          { title: t('findings.report'), render: (_, row) => (row.report ? <Go to={objectPage('reports', row.report)}>{t('findings.reported')}</Go> : null) },
          { title: t('observation.source'), render: (_, row) => <Host host={row.source} /> },
          { title: t('observation.target'), render: (_, row) => <Host host={row.target} /> },
          { title: t('findings.last'), render: (_, row) => <CaptureTime ns={row.last_occurrence} /> },
          { title: t('findings.occurrences'), align: 'right', render: (_, row) => count(row.occurrences) },
          { title: t('observation.operation'), render: (_, row) => <>{row.protocol ? <Tag color="blue">{row.protocol}</Tag> : null} {row.operation}</> },
          { title: t('findings.techniques'), render: (_, row) => <Techniques ids={row.techniques} /> },
        ]}
      />
    </Page>
  );
}
