import { Tag } from 'antd';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { ReportRow } from '../api/types';
import { useWord } from '../i18n/words';
import { SEVERITIES } from '../ui/choices';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { SeverityTag, Techniques, Time } from '../ui/tags';
import { objectPage } from '../url';

/** What a report is about, in the names of its techniques, else its rule. */
export function useReportTitle(): (row: Pick<ReportRow, 'techniques' | 'rule'>) => string {
  const word = useWord();
  return (row) => row.techniques.map((id) => word('technique', id)).join(' / ') || row.rule;
}

export function Reports() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const title = useReportTitle();
  const [filter] = useFilter();
  const list = useList('/api/v1/reports', pick(filter, ['severity', 'noticed', 'q']));
  return (
    <Page title={t('nav.reports')}>
      <Filters
        specs={[
          { name: 'severity', label: t('findings.severity'), options: SEVERITIES.map((value) => ({ value, label: word('severity', value) })) },
          {
            name: 'noticed',
            label: t('reports.noticed'),
            width: 150,
            options: [
              { value: 'false', label: t('reports.not_noticed') },
              { value: 'true', label: t('reports.was_noticed') },
            ],
          },
          { name: 'q', label: t('reports.search'), width: 220 },
        ]}
      />
      <DataTable<ReportRow>
        label={t('nav.reports')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('reports', row.id))}
        columns={[
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('findings.what'), render: (_, row) => <Go to={objectPage('reports', row.id)}>{title(row)}</Go> },
          { title: t('reports.reporter'), dataIndex: 'reporter_name' },
          { title: t('findings.techniques'), render: (_, row) => <Techniques ids={row.techniques} /> },
          { title: t('observation.protocol'), render: (_, row) => <Tag color="blue">{row.protocol}</Tag> },
          { title: t('observation.operation'), dataIndex: 'operation' },
          { title: t('observation.source'), render: (_, row) => row.source || <span className="muted">{t('report.left_out')}</span> },
          { title: t('observation.target'), render: (_, row) => row.target || <span className="muted">{t('report.left_out')}</span> },
          { title: t('reports.reported'), render: (_, row) => <Time ms={row.reported} /> },
          {
            title: t('reports.notice'),
            render: (_, row) => (row.notice ? <Go to={objectPage('notices', row.notice)}>{t('reports.open_notice')}</Go> : <Tag color="orange">{t('reports.not_noticed')}</Tag>),
          },
        ]}
      />
    </Page>
  );
}
