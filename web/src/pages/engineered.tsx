import { UploadOutlined } from '@ant-design/icons';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Popconfirm, Table, Tag, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { call, uploadScl } from '../api/client';
import { useCommand, useGet, useList } from '../api/hooks';
import type { Deviation, EngineeredDetail, EngineeredDevice, EngineeredPublisher, EngineeredRow } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { BaselineTabs } from '../ui/baseline-tabs';
import { FindingTitle } from '../ui/finding-title';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { DataTable } from '../ui/table';
import { CaptureTime, Hash, Host, SeverityTag, StateTag, Time } from '../ui/tags';
import { objectPage, page } from '../url';

/** The SCL files that say what a substation was engineered to be, and what runs differently. */
export function Engineered() {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const list = useList('/api/v1/engineered');
  const add = useCommand((file: File) => uploadScl(file), t('engineered.added'));
  const remove = useCommand((id: string) => call('delete', '/api/v1/engineered/{id}', { path: { id } }), t('engineered.removed'));
  const take = (file: File) => {
    add.mutate(file);
    return false;
  };
  return (
    <Page
      title={t('nav.review')}
      extra={
        may('baseline_write') ? (
          <Upload accept=".scd,.cid,.icd,.xml" showUploadList={false} beforeUpload={take}>
            <Button type="primary" loading={add.isPending} icon={<UploadOutlined aria-hidden />}>{t('engineered.add')}</Button>
          </Upload>
        ) : null
      }
    >
      <BaselineTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('engineered.explain')} />
      <DataTable<EngineeredRow>
        label={t('engineered.files')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('engineered', row.id))}
        empty={t('engineered.none')}
        columns={[
          { title: t('engineered.name'), render: (_, row) => <Go to={objectPage('engineered', row.id)}>{row.name}</Go> },
          { title: t('engineered.devices'), align: 'right', render: (_, row) => count(row.devices) },
          { title: t('engineered.publishers'), align: 'right', render: (_, row) => count(row.publishers) },
          { title: t('programs.size'), align: 'right', render: (_, row) => bytes(row.size) },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.digest} /> },
          { title: t('engineered.author'), dataIndex: 'author' },
          { title: t('engineered.changed'), render: (_, row) => <Time ms={row.changed} /> },
          {
            title: '',
            render: (_, row) =>
              may('baseline_write') ? (
                <span onClick={(event) => event.stopPropagation()}>
                  <Popconfirm title={t('engineered.remove_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => remove.mutate(row.id)}>
                    <Button size="small" danger>{t('engineered.remove')}</Button>
                  </Popconfirm>
                </span>
              ) : null,
          },
        ]}
      />
      {may('finding_read') ? <Differences /> : null}
    </Page>
  );
}

/** What runs otherwise than engineered. */
function Differences() {
  const { t } = useTranslation();
  const list = useList('/api/v1/baseline/deviations', { against: 'engineered' });
  return (
    <Card size="small" style={{ marginTop: 10 }} title={t('engineered.differences')} styles={{ body: { padding: 0 } }}>
      <DataTable<Deviation>
        label={t('engineered.differences')}
        list={list}
        rowKey={(row) => row.id}
        empty={t('engineered.no_differences')}
        columns={[
          { title: t('findings.what'), render: (_, row) => <FindingTitle row={row} /> },
          { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
          { title: t('observation.source'), render: (_, row) => <Host host={row.source} /> },
          { title: t('observation.target'), render: (_, row) => <Host host={row.target} /> },
          { title: t('observation.operation'), render: (_, row) => <>{row.protocol ? <Tag color="blue">{row.protocol}</Tag> : null} {row.operation}</> },
          { title: t('findings.occurrences'), align: 'right', render: (_, row) => count(row.occurrences) },
          { title: t('findings.last'), render: (_, row) => <CaptureTime ns={row.last_occurrence} /> },
          { title: t('findings.state'), render: (_, row) => <StateTag group="finding_state" state={row.state} /> },
        ]}
      />
    </Card>
  );
}

/** One SCL file: its devices and what they were engineered to publish. */
export function EngineeredFile() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const file = useGet('/api/v1/engineered/{id}', { path: { id } });
  return (
    <Page back="/engineered" title={file.data?.name ?? t('engineered.title')}>
      <Ready query={file}>{(data) => <Content data={data} />}</Ready>
    </Page>
  );
}

function Content({ data }: { data: EngineeredDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const paged = { pageSize: 50, hideOnSinglePage: true };
  return (
    <div className="stack">
      <Card size="small" title={`${t('engineered.publishers')} (${count(data.publishers)})`} styles={{ body: { padding: 0 } }}>
        <Table<EngineeredPublisher>
          size="small"
          rowKey={(row) => `${row.kind} ${row.reference} ${row.device}`}
          pagination={paged}
          scroll={{ x: 'max-content' }}
          dataSource={data.publisher_list}
          columns={[
            { title: t('engineered.kind'), render: (_, row) => <Tag>{word('publisher_kind', row.kind)}</Tag> },
            { title: t('engineered.device'), dataIndex: 'device' },
            { title: t('engineered.reference'), render: (_, row) => <Go to={page('/observations', { protocol: row.kind === 'goose' ? 'goose' : 'sv' })}><code>{row.reference}</code></Go> },
            { title: t('engineered.data_set'), dataIndex: 'data_set' },
            { title: t('engineered.conf_rev'), align: 'right', dataIndex: 'conf_rev' },
            { title: t('engineered.mac'), render: (_, row) => (row.mac ? <code>{row.mac}</code> : '–') },
            { title: 'APPID', render: (_, row) => (typeof row.appid === 'number' ? <code>{row.appid.toString(16).padStart(4, '0')}</code> : '–') },
            { title: 'VLAN', render: (_, row) => row.vlan ?? '–' },
            { title: t('engineered.source'), render: (_, row) => (row.source ? <code>{row.source}</code> : '–') },
          ]}
        />
      </Card>
      <Card size="small" title={`${t('engineered.devices')} (${count(data.devices)})`} styles={{ body: { padding: 0 } }}>
        <Table<EngineeredDevice>
          size="small"
          rowKey="name"
          pagination={paged}
          scroll={{ x: 'max-content' }}
          dataSource={data.device_list}
          columns={[
            { title: t('engineered.device'), dataIndex: 'name' },
            { title: t('engineered.vendor'), dataIndex: 'vendor' },
            { title: t('engineered.model'), dataIndex: 'model' },
            { title: t('engineered.addresses'), render: (_, row) => <span className="tags">{row.addresses.map((one) => <Host key={one} host={one} />)}</span> },
            { title: t('engineered.clients'), render: (_, row) => row.clients.join(', ') || '–' },
          ]}
        />
      </Card>
    </div>
  );
}
