// One notice: what was said and on whose paper; its course and what to do now are the loop's.
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Table } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client';
import { useGet } from '../../api/hooks';
import type { NoticeDetail } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { LoopWork } from '../../loop/work';
import { useMay } from '../../may';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { PaperButtons } from '../../ui/paper';
import { TlpTag } from '../../ui/policy';
import { FileLink } from '../../ui/seal';
import { SeverityTag, StateTag, Techniques, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';

export function Notice() {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const { id = '' } = useParams({ strict: false });
  const notice = useGet('/api/v1/notices/{id}', { path: { id } });
  const loop = useGet('/api/v1/loops/{id}', { path: { id } });
  const row = notice.data;
  useReading(row);
  const signed = loop.data?.steps.some((step) => step.action === 'sign_for') ?? false;
  return (
    <Page
      back="/notices"
      title={row ? <>{row.number} <StateTag group="state" state={row.state} /></> : t('nav.notices')}
      extra={
        row ? (
          <>
            <PaperButtons path={`/api/v1/notices/${id}/document`} name={row.number} />
            {signed ? <PaperButtons path={`/api/v1/notices/${id}/receipt`} name={row.number} label={t('paper.receipt')} /> : null}
            {row.may_forward && may('notice_issue') ? <Button onClick={() => router.history.push(page('/notice-drafts/new', { forwards: id }))}>{t('notice.forward')}</Button> : null}
            {row.party === 'issuer' && row.circular && may('notice_issue') ? <Go to={objectPage('circulars', row.circular)}>{t('notice.circular')}</Go> : null}
            {may('delivery_read') ? <Go to={page('/deliveries', { object: id })}>{t('notice.deliveries')}</Go> : null}
          </>
        ) : null
      }
    >
      <Ready query={notice}>
        {(data) => (
          <div className="columns">
            <Text notice={data} />
            <LoopWork id={id} />
          </div>
        )}
      </Ready>
    </Page>
  );
}

/** Tells the issuer, once, that the recipient has opened it. */
function useReading(notice: NoticeDetail | undefined) {
  const told = useRef<string>(undefined);
  const may = useMay();
  const queries = useQueryClient();
  const mine = notice?.party === 'recipient' && may('loop_step');
  const id = notice?.id;
  const read = useGet('/api/v1/loops/{id}', { path: { id: id ?? '' }, enabled: mine && id !== undefined }).data?.steps.some((step) => step.action === 'read');
  useEffect(() => {
    if (!mine || !id || read !== false || told.current === id) return;
    told.current = id;
    // A receipt for reading is a courtesy: where it cannot be given now, the next look gives it.
    call('post', '/api/v1/notices/{id}/read', { path: { id } }).then(() => queries.invalidateQueries({ queryKey: ['/api/v1/loops/{id}'] }), () => undefined);
  }, [mine, id, read, queries]);
}

function Text({ notice }: { notice: NoticeDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="stack">
      {notice.corrected_by ? <Alert type="warning" showIcon title={<>{t('notice.corrected')} <Go to={objectPage('notices', notice.corrected_by)}>{t('circulars.open_correction')}</Go></>} /> : null}
      {notice.corrects ? <Alert type="info" showIcon title={<>{t('circulars.corrects')} <Go to={objectPage('notices', notice.corrects)}>{t('notice.open_corrected')}</Go></>} /> : null}
      <Card size="small" title={notice.title}>
        <div className="notice-text">{notice.text}</div>
        {notice.attachments.map((file) => <div key={file.digest}><FileLink attachment={file} /></div>)}
      </Card>
      <Fields
        column={2}
        rows={[
          [t('notices.issuer'), notice.issuer_name],
          [t('notices.recipient'), notice.recipient_name],
          [t('findings.severity'), <SeverityTag key="s" severity={notice.severity} />],
          [t('compose.genre'), word('genre', notice.genre)],
          [t('notices.due'), <Time key="d" ms={notice.due} />],
          [t('notices.issued'), <Time key="i" ms={notice.issued} />],
          [t('compose.issue'), notice.issue],
          ['TLP', <TlpTag key="m" tlp={notice.tlp} />],
          [t('compose.mark'), notice.mark],
          [t('findings.techniques'), notice.techniques.length > 0 ? <Techniques key="t" ids={notice.techniques} names /> : undefined],
          [t('notice.procedure'), notice.procedure],
          [t('notice.report'), notice.report ? <Go key="r" to={objectPage('reports', notice.report)}>{t('notice.open_report')}</Go> : undefined],
          [t('circulars.forwards'), notice.forwarded_number ? (notice.forwards ? <Go key="f" to={objectPage('notices', notice.forwards)}>{notice.forwarded_number}</Go> : notice.forwarded_number) : undefined],
          [t('compose.paper_code'), notice.paper_code ? <code key="p">{notice.paper_code}</code> : undefined],
        ]}
      />
      <Forwarded notice={notice} />
    </div>
  );
}

/** How it was handed on: counts, not content. */
function Forwarded({ notice }: { notice: NoticeDetail }) {
  const { t } = useTranslation();
  const rows = notice.forwarded ?? [];
  if (rows.length === 0) return null;
  return (
    <Card size="small" title={t('notice.forwarded')} styles={{ body: { padding: 0 } }}>
      <Table
        size="small"
        rowKey="circular"
        scroll={{ x: 'max-content' }}
        pagination={false}
        dataSource={rows}
        columns={[
          { title: t('notices.number'), render: (_, row) => (notice.party === 'recipient' ? <Go to={objectPage('circulars', row.circular)}>{row.number}</Go> : row.number) },
          { title: t('notice.forwarded_by'), dataIndex: 'by_name' },
          ...(['recipients', 'signed', 'replied', 'closed', 'overdue'] as const).map((name) => ({ title: t(name === 'recipients' ? 'circulars.recipients' : `circulars.stage_${name}`), align: 'right' as const, render: (_: unknown, row: NonNullable<NoticeDetail['forwarded']>[number]) => row.figures[name] })),
          { title: t('notice.counted'), render: (_, row) => <Time ms={row.counted} /> },
        ]}
      />
    </Card>
  );
}
