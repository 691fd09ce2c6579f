import { useParams } from '@tanstack/react-router';
import { Button, Card, Progress, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { Conversation, Fact, FindingRow } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { Fields } from '../ui/fields';
import { FindingTitle } from '../ui/finding-title';
import { Go } from '../ui/go';
import { ObservationDrawer } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { DataTable } from '../ui/table';
import { CaptureTime, Host, SeverityTag, StateTag } from '../ui/tags';
import { page } from '../url';

/** One asset: what is known of it, why, with whom it talks, and what was found. */
export function Asset() {
  const { t } = useTranslation();
  const word = useWord();
  const { id = '' } = useParams({ strict: false });
  const asset = useGet('/api/v1/assets/{id}', { path: { id } });
  const host = asset.data?.host ?? '';
  const findings = useList('/api/v1/findings', { q: host }, host !== '');
  const [reference, setReference] = useState<string>();
  return (
    <Page
      title={<>{host} {asset.data?.role ? <Tag color="blue">{word('asset_role', asset.data.role)}</Tag> : null}</>}
      back="/assets"
      extra={host ? <Go to={page('/observations', { host })}>{t('asset.its_observations')}</Go> : null}
    >
      <Ready query={asset}>
        {(data) => (
          <div className="stack">
            <Fields
              column={4}
              rows={[
                [t('assets.host'), data.host],
                ['MAC', data.mac],
                [t('assets.vendor'), data.vendor],
                [t('assets.model'), data.model],
                [t('assets.firmware'), data.firmware],
                [t('assets.level'), data.level],
                [t('assets.protocols'), data.protocols.join(', ')],
                [t('assets.confidence'), `${data.confidence} %`],
                [t('assets.first'), <CaptureTime key="f" ns={data.first} />],
                [t('assets.last'), <CaptureTime key="l" ns={data.last} />],
              ]}
            />
            <Card size="small" title={t('asset.facts')} styles={{ body: { padding: 0 } }}>
              <Facts facts={data.facts} onEvidence={setReference} />
            </Card>
            <Card size="small" title={t('asset.conversations')} styles={{ body: { padding: 0 } }}>
              <Conversations rows={data.conversations} />
            </Card>
            <h3>{t('asset.findings')}</h3>
            <DataTable<FindingRow>
              label={t('asset.findings')}
              list={findings}
              rowKey={(row) => row.id}
              columns={[
                { title: t('findings.severity'), width: 90, render: (_, row) => <SeverityTag severity={row.severity} /> },
                { title: t('findings.what'), render: (_, row) => <FindingTitle row={row} /> },
                { title: t('findings.state'), render: (_, row) => <StateTag group="finding_state" state={row.state} /> },
                { title: t('findings.time'), render: (_, row) => <CaptureTime ns={row.time} /> },
              ]}
            />
          </div>
        )}
      </Ready>
      <ObservationDrawer reference={reference} onClose={() => setReference(undefined)} />
    </Page>
  );
}

function Facts({ facts, onEvidence }: { facts: Fact[]; onEvidence: (reference: string) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(row) => `${row.attribute}${row.value}${row.method}`}
      dataSource={facts}
      columns={[
        { title: t('asset.attribute'), dataIndex: 'attribute', render: (name: string) => word('attribute', name) },
        { title: t('asset.value'), dataIndex: 'value', render: (value: string, row) => (row.attribute === 'role' ? word('asset_role', value) : value) },
        { title: t('assets.confidence'), dataIndex: 'confidence', width: 130, render: (value: number) => <Progress percent={value} size="small" showInfo status="normal" /> },
        { title: t('asset.method'), dataIndex: 'method', render: (method: string) => word('method', method) },
        {
          title: t('asset.evidence'),
          render: (_, row) => (
            <span>
              {row.evidence.summary} <span className="muted">{t('asset.packet', { packet: row.evidence.packet })}</span>{' '}
              {row.evidence.event ? (
                <Button type="link" size="small" onClick={() => onEvidence(row.evidence.event!)}>
                  {t('asset.show_observation')}
                </Button>
              ) : null}
            </span>
          ),
        },
        { title: t('assets.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
      ]}
    />
  );
}

/** Who talks to whom, how much. */
export function Conversations({ rows }: { rows: Conversation[] }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      pagination={rows.length > 20 ? { pageSize: 20, size: 'small' } : false}
      rowKey="key"
      dataSource={rows.map((row, key) => ({ ...row, key }))}
      columns={[
        { title: t('asset.client'), dataIndex: 'client', render: (host: string) => <Host host={host} /> },
        { title: t('asset.server'), dataIndex: 'server', render: (host: string) => <Host host={host} /> },
        { title: t('assets.protocol'), dataIndex: 'protocol', render: (name: string) => (name ? <Tag color="blue">{name}</Tag> : <span className="muted">{t('asset.unrecognised')}</span>) },
        { title: t('asset.messages'), dataIndex: 'messages', align: 'right', sorter: (a, b) => a.messages - b.messages, render: count },
        { title: t('asset.writes'), dataIndex: 'writes', align: 'right', sorter: (a, b) => a.writes - b.writes, render: (n: number) => (n > 0 ? <b className="overdue">{count(n)}</b> : 0) },
        { title: t('asset.bytes'), dataIndex: 'bytes', align: 'right', render: bytes },
        { title: t('assets.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
      ]}
    />
  );
}
