// Packs on this node: what is installed and in force; a new one is checked before it is kept.
import { CheckCircleFilled, CloseCircleFilled, UploadOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Alert, Button, Modal, Table, Tag, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import type { PackReport, PackRow } from '../api/filing';
import { useCommand, useGet, wholeList } from '../api/hooks';
import { ExampleBadge } from '../filing/marks';
import { useTitle, useWord } from '../i18n/words';
import { usePublisher } from '../filing/procedures';
import { useMay } from '../may';
import { useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { Hash } from '../ui/tags';
import { packPage } from '../url';
import { usePageTitle } from './filing/title';

const KINDS = ['procedure', 'loop', 'codes', 'calendar', 'rules', 'notices'];
const STATES = ['in_force', 'pending', 'draft', 'superseded'];
const COLOUR: Record<string, string> = { in_force: 'green', pending: 'blue', draft: 'gold', superseded: 'default' };

export function PackState({ state }: { state: string }) {
  const word = useWord();
  return <Tag color={COLOUR[state]}>{word('pack_state', state)}</Tag>;
}

export function Packs() {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const may = useMay();
  const router = useRouter();
  const [filter] = useFilter();
  const publisher = usePublisher();
  const [report, setReport] = useState<PackReport>();
  usePageTitle(t('nav.packs'));
  // A node has some dozens of packs and tells them all at once.
  const all = wholeList(useGet('/api/v1/packs'));
  const wanted = all.items.filter((row) => (!filter.kind || row.kind === filter.kind) && (!filter.state || row.state === filter.state) && (!filter.q || [row.id, row.title.zh, row.title.en].some((text) => text.includes(filter.q!))));
  const list = { ...all, items: wanted, total: wanted.length };
  const check = useCommand(async (file: File) => setReport(await send<PackReport>('/api/v1/packs', file, undefined, 'application/zip')));
  const name = (row: PackRow) => `${row.id}@${row.version}`;
  return (
    <Page
      title={t('nav.packs')}
      extra={
        may('pack_manage') ? (
          <Upload accept=".zip" showUploadList={false} beforeUpload={(file) => (check.mutate(file), false)}>
            <Button type="primary" icon={<UploadOutlined aria-hidden />} loading={check.isPending}>{t('packs.upload')}</Button>
          </Upload>
        ) : null
      }
    >
      <Filters
        specs={[
          { name: 'kind', label: t('packs.kind'), options: KINDS.map((value) => ({ value, label: word('pack_kind', value) })) },
          { name: 'state', label: t('notices.state'), options: STATES.map((value) => ({ value, label: word('pack_state', value) })) },
          { name: 'q', label: t('packs.search'), width: 220 },
        ]}
      />
      <DataTable<PackRow>
        label={t('nav.packs')}
        list={list}
        rowKey={name}
        onOpen={(row) => router.history.push(packPage(name(row)))}
        columns={[
          { title: t('packs.name'), render: (_, row) => <><Go to={packPage(name(row))}>{title(row.title)}</Go> <ExampleBadge show={row.example} /></> },
          { title: t('packs.id'), render: (_, row) => <code>{name(row)}</code> },
          { title: t('packs.kind'), render: (_, row) => word('pack_kind', row.kind) },
          { title: t('notices.state'), render: (_, row) => <PackState state={row.state} /> },
          { title: t('packs.effective'), dataIndex: 'effective_from' },
          { title: t('packs.publisher'), render: (_, row) => publisher(row.publisher) },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.digest} /> },
        ]}
      />
      <ReportModal report={report} onClose={() => setReport(undefined)} />
    </Page>
  );
}

/** What the check of an uploaded pack found. */
function ReportModal({ report, onClose }: { report?: PackReport; onClose: () => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  if (!report) return null;
  const failed = report.examples.filter((one) => !one.passed).length;
  const kept = report.pack;
  return (
    <Modal open width={860} title={t('packs.report')} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('batch.close')}</Button>}>
      <Alert
        className="verdict"
        type={report.problems.length + failed > 0 ? 'error' : 'success'}
        showIcon
        title={kept ? t('packs.kept', { name: `${kept.id}@${kept.version}` }) : t('packs.not_kept')}
        description={kept ? <Go to={packPage(`${kept.id}@${kept.version}`)}>{title(kept.title)}</Go> : t('packs.found', { problems: report.problems.length, failed })}
      />
      {report.problems.length > 0 ? (
        <Table
          size="small"
          style={{ marginTop: 12 }}
          rowKey={(row) => `${row.file}${row.path}${row.code}${JSON.stringify(row.params)}`}
          dataSource={report.problems}
          pagination={report.problems.length > 12 ? { pageSize: 12, size: 'small' } : false}
          columns={[
            { title: t('packs.file'), className: 'nowrap', render: (_, row) => <code>{row.file}</code> },
            { title: t('packs.place'), width: 200, render: (_, row) => <code>{row.path}</code> },
            { title: t('packs.problem'), render: (_, row) => <><div>{row.title || row.code}</div><div className="muted">{row.way_out}</div></> },
          ]}
        />
      ) : null}
      {report.examples.length > 0 ? <h3>{t('packs.examples')}</h3> : null}
      {report.examples.map((one) => (
        <div key={one.example} className="pack-example">
          {one.passed ? <CheckCircleFilled className="good" aria-label={t('packs.passed')} /> : <CloseCircleFilled className="overdue" aria-label={t('packs.failed')} />} <code>{one.example}</code>
          {one.differences.map((line) => (
            <div key={line} className="muted pack-difference">{line}</div>
          ))}
        </div>
      ))}
    </Modal>
  );
}
