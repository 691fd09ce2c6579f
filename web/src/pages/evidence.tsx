// The evidence locker: every file that was handed in, how often it is used, ready to be used again.
import { InboxOutlined } from '@ant-design/icons';
import { Progress, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { upload } from '../api/client';
import type { EvidenceRow } from '../api/filing';
import { useCommand, useList } from '../api/hooks';
import { EvidenceLink } from '../filing/preview';
import { useMay } from '../may';
import { pick, useFilter } from '../ui/filters';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { Hash, Time } from '../ui/tags';
import { bytes } from '../format';
import { usePageTitle } from './filing/title';

export function EvidenceLocker() {
  const { t } = useTranslation();
  const may = useMay();
  const [filter] = useFilter();
  const [part, setPart] = useState<number>();
  usePageTitle(t('nav.evidence'));
  const list = useList('/api/v1/evidence', pick(filter, ['q']));
  const add = useCommand(async (file: File) => {
    setPart(0);
    await upload(file, setPart).finally(() => setPart(undefined));
  }, t('evidence.kept'));
  return (
    <Page title={t('nav.evidence')}>
      {may('evidence_add') ? (
        <Upload.Dragger multiple showUploadList={false} className="locker-drop" beforeUpload={(file) => (add.mutate(file), false)}>
          <InboxOutlined aria-hidden /> {t('fill.drop_files')} {part === undefined ? null : <Progress size="small" percent={Math.round(part * 100)} style={{ maxWidth: 260 }} />}
        </Upload.Dragger>
      ) : null}
      <Filters specs={[{ name: 'q', label: t('evidence.search'), width: 280 }]} />
      <DataTable<EvidenceRow>
        label={t('nav.evidence')}
        list={list}
        rowKey={(row) => row.attachment.digest}
        empty={t('evidence.empty')}
        columns={[
          { title: t('evidence.file'), render: (_, row) => <EvidenceLink file={row.attachment} bare /> },
          { title: t('evidence.type'), render: (_, row) => row.attachment.media_type },
          { title: t('evidence.size'), align: 'right', render: (_, row) => bytes(row.attachment.size_bytes) },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.attachment.digest} /> },
          { title: t('evidence.added'), render: (_, row) => <Time ms={row.time} /> },
          { title: t('audit.author'), dataIndex: 'author' },
          { title: t('evidence.used'), align: 'right', dataIndex: 'used' },
        ]}
      />
    </Page>
  );
}
