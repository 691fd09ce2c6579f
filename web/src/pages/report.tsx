import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { ReportBody, ReportDetail } from '../api/types';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { EvidenceTable, Params } from '../ui/evidence';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { CaptureTime, SeverityTag, Techniques, Time } from '../ui/tags';
import { objectPage, page } from '../url';
import { useReportTitle } from './reports';

/** What an enterprise reported, and the way to a notice. */
export function Report() {
  const { t } = useTranslation();
  const may = useMay();
  const { id = '' } = useParams({ strict: false });
  const report = useGet('/api/v1/reports/{id}', { path: { id } });
  const title = useReportTitle();
  const router = useRouter();
  const row = report.data;
  return (
    <Page
      back="/reports"
      title={row ? <><SeverityTag severity={row.severity} /> {title(row)}</> : t('nav.reports')}
      extra={
        row?.notice ? (
          <Go to={objectPage('notices', row.notice)}>{t('reports.open_notice')}</Go>
        ) : row && may('notice_issue') ? (
          <Button type="primary" onClick={() => router.history.push(page('/notice-drafts/new', { report: id }))}>
            {t('issue.button')}
          </Button>
        ) : null
      }
    >
      <Ready query={report}>{(data) => <Content report={data} />}</Ready>
    </Page>
  );
}

function Content({ report }: { report: ReportDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const body = report.body as unknown as ReportBody;
  const redacted = body.redacted ?? [];
  return (
    <div className="stack">
      <Fields
        column={3}
        rows={[
          [t('reports.reporter'), `${report.reporter_name} (${report.reporter})`],
          [t('reports.reported'), <Time key="r" ms={report.reported} />],
          [t('findings.time'), <CaptureTime key="t" ns={report.time} />],
          [t('findings.techniques'), <Techniques key="a" ids={report.techniques} names />],
          [t('observation.source'), report.source],
          [t('observation.target'), report.target],
          [t('observation.protocol'), `${report.protocol} · ${report.operation}`],
          [t('findings.rule'), report.rule],
          [t('report.note'), body.note],
        ]}
      />
      {redacted.length > 0 ? (
        <Alert type="warning" showIcon title={t('reports.redacted', { fields: redacted.map((field) => word('report_field', field)).join(', ') })} />
      ) : null}
      <Params params={body.params} />
      {body.evidence?.length ? (
        <Card size="small" title={t('findings.evidence', { count: body.evidence.length })} styles={{ body: { padding: 0 } }}>
          <EvidenceTable evidence={body.evidence} />
        </Card>
      ) : null}
    </div>
  );
}
