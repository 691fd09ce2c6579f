// The papers of a filing: made here, printed, sealed, scanned and matched again.
import { CheckCircleOutlined, DownloadOutlined, ScanOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Space, Table, Tag, Tooltip, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fetchFile, send } from '../../api/client';
import type { DocumentChoice, ExportRow, FilingDetail, SealedMatch } from '../../api/filing';
import { useCommand } from '../../api/hooks';
import { useTitle } from '../../i18n/words';
import { Hash, Time } from '../../ui/tags';
import { FileLink } from '../../ui/seal';

export function Papers({ filing }: { filing: FilingDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const [match, setMatch] = useState<SealedMatch>();
  const upload = useCommand(async (file: File) => setMatch(await send<SealedMatch>(`/api/v1/filings/${filing.id}/sealed?name=${encodeURIComponent(file.name)}`, file)));
  if (filing.documents.length === 0 && filing.exports.length === 0) return null;
  const named = new Map(filing.documents.map((document) => [document.document, title(document.title)]));
  return (
    <Card
      size="small"
      title={t('papers.title')}
      extra={
        filing.exports.length > 0 ? (
          <Upload accept=".pdf,image/*" showUploadList={false} beforeUpload={(file) => (upload.mutate(file), false)}>
            <Tooltip title={t('papers.sealed_hint')}>
              <Button size="small" icon={<ScanOutlined aria-hidden />} loading={upload.isPending}>
                {t('papers.upload_sealed')}
              </Button>
            </Tooltip>
          </Upload>
        ) : null
      }
      styles={{ body: { padding: 0 } }}
    >
      {match ? <Matched match={match} name={named.get(match.export.document) ?? match.export.document} /> : null}
      {filing.documents.map((document) => (
        <Making key={document.document} filing={filing.id} document={document} />
      ))}
      {filing.exports.length > 0 ? <Exports exports={filing.exports} named={named} /> : null}
    </Card>
  );
}

function Matched({ match, name }: { match: SealedMatch; name: string }) {
  const { t } = useTranslation();
  return (
    <Alert
      banner
      type={match.export.current ? 'success' : 'warning'}
      title={t('papers.matched', { name, code: match.export.code })}
      description={match.export.current ? undefined : t('papers.matched_old')}
    />
  );
}

function Making({ filing, document }: { filing: string; document: DocumentChoice }) {
  const { t } = useTranslation();
  const title = useTitle();
  const queries = useQueryClient();
  const name = title(document.title);
  const make = useCommand(async (format: string) => {
    await fetchFile(`/api/v1/filings/${filing}/documents/${document.document}?format=${format}`, `${name}.${format}`);
    await queries.invalidateQueries();
  });
  return (
    <div className="paper-row">
      <span>{name}</span>
      <Space>
        {document.formats.map((format) => (
          <Button key={format} size="small" icon={<DownloadOutlined aria-hidden />} disabled={make.isPending} loading={make.isPending && make.variables === format} aria-label={t('papers.make', { name, format })} onClick={() => make.mutate(format)}>
            {format}
          </Button>
        ))}
      </Space>
    </div>
  );
}

function Exports({ exports, named }: { exports: readonly ExportRow[]; named: Map<string, string> }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={exports.length > 5 ? { pageSize: 5, size: 'small' } : false}
      dataSource={[...exports].sort((a, b) => b.time - a.time)}
      columns={[
        { title: t('papers.code'), render: (_, row) => <code>{row.code}</code> },
        { title: t('papers.paper'), render: (_, row) => <>{named.get(row.document) ?? row.document} <Tag>{row.format}</Tag></> },
        { title: 'SHA-256', render: (_, row) => <Hash text={row.digest} length={8} /> },
        { title: t('papers.made'), render: (_, row) => <><Time ms={row.time} /> <span className="muted">{row.author}</span></> },
        { title: t('papers.current'), render: (_, row) => (row.current ? <Tag color="green">{t('papers.is_current')}</Tag> : <Tooltip title={t('papers.old_hint')}><Tag color="gold">{t('papers.is_old')}</Tag></Tooltip>) },
        { title: t('papers.sealed'), render: (_, row) => (row.sealed ? <><CheckCircleOutlined className="good" aria-hidden /> <FileLink attachment={row.sealed} /></> : <span className="muted">–</span>) },
      ]}
    />
  );
}
