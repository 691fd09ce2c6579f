import { useParams } from '@tanstack/react-router';
import { Card, Empty, Input, Table, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { ProtocolReference, ProtocolRow } from '../api/types';
import { bytes, count } from '../format';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { joined } from '../ui/library';
import { RiskTag } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { Period } from '../ui/period';
import { MessagesChart, RiskBar } from '../ui/protocols';
import { objectPage, page } from '../url';

/** A protocol: its reference from the parser's own tables, and what was seen of it. */
export function Protocol() {
  const { t } = useTranslation();
  const { name = '' } = useParams({ strict: false });
  const [filter] = useFilter();
  const reference = useGet('/api/v1/protocols/{name}', { path: { name } });
  const statistics = useGet('/api/v1/protocols', { query: pick(filter, ['from', 'to']) });
  const seen = statistics.data?.protocols.find((row) => row.name === name);
  const points = useMemo(() => (statistics.data?.points ?? []).filter((point) => point.protocol === name), [statistics.data, name]);
  return (
    <Page back="/protocols" title={name} extra={<><Period /><Go to={page('/assets', { protocol: name })}>{t('protocols.its_assets')}</Go><Go to={page('/observations', { protocol: name })}>{t('asset.its_observations')}</Go></>}>
      <div className="stack">
        <Card size="small" title={t('protocols.seen')} extra={seen ? <span className="muted">{t('protocols.seen_sum', { messages: count(seen.messages), bytes: bytes(seen.bytes) })}</span> : null}>
          <Ready query={statistics}>
            {(data) =>
              points.length > 0 ? (
                <>
                  <RiskBar operations={seen?.operations ?? []} />
                  <MessagesChart points={points} stepMs={data.step_ms} by="risk" />
                </>
              ) : (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('protocols.not_seen')} />
              )
            }
          </Ready>
        </Card>
        <Ready query={reference}>{(data) => <Reference reference={data} seen={seen} />}</Ready>
      </div>
    </Page>
  );
}

function Reference({ reference, seen }: { reference: ProtocolReference; seen?: ProtocolRow }) {
  const { t } = useTranslation();
  const word = (kind: string) => (kind === 'ethertype' ? 'EtherType' : kind.toUpperCase());
  const number = (kind: string, value: number) => (kind === 'ethertype' ? `0x${value.toString(16).padStart(4, '0')}` : String(value));
  return (
    <>
      <Fields
        column={2}
        rows={[
          [t('protocols.ports'), reference.ports.length > 0 ? <span key="p" className="tags">{reference.ports.map((port) => <Tag key={`${port.kind}${port.number}`}>{word(port.kind)} {number(port.kind, port.number)}</Tag>)}</span> : t('protocols.any_port')],
          [t('protocols.longest'), reference.longest > 0 ? bytes(reference.longest) : undefined],
          [t('protocols.also'), reference.also.length > 0 ? <span key="a" className="tags">{reference.also.map((name) => <Go key={name} to={objectPage('protocols', name)}><Tag>{name}</Tag></Go>)}</span> : undefined],
          [t('protocols.further'), reference.further.length > 0 ? <span key="f" className="tags">{reference.further.map((name) => <Tag key={name}>{name}</Tag>)}</span> : undefined],
        ]}
      />
      <div className="columns">
        <Operations reference={reference} seen={seen} />
        <FieldTable reference={reference} />
      </div>
    </>
  );
}

function Operations({ reference, seen }: { reference: ProtocolReference; seen?: ProtocolRow }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const rows = useMemo(() => joined(reference.operations, seen?.operations ?? []), [reference, seen]);
  const shown = rows.filter((row) => row.name.includes(text.trim().toLowerCase()) || String(row.code) === text.trim());
  return (
    <Card
      size="small"
      title={t('protocols.operations', { value: reference.operations.length })}
      extra={<Input size="small" allowClear aria-label={t('protocols.find')} placeholder={t('protocols.find')} value={text} onChange={(event) => setText(event.target.value)} />}
      styles={{ body: { padding: 0 } }}
    >
      <Table
        size="small"
        rowKey={(row) => `${row.code ?? ''} ${row.name} ${row.risk}`}
        pagination={shown.length > 25 ? { defaultPageSize: 25, size: 'small', showSizeChanger: false } : false}
        dataSource={shown}
        columns={[
          { title: t('protocols.code'), width: 110, render: (_, row) => (row.code === undefined ? <span className="muted">–</span> : <code>{row.code} · 0x{row.code.toString(16)}</code>) },
          { title: t('observation.operation'), dataIndex: 'name' },
          { title: t('observation.risk'), width: 90, render: (_, row) => <RiskTag risk={row.risk} /> },
          { title: t('protocols.times'), width: 100, align: 'right', sorter: (a, b) => a.messages - b.messages, render: (_, row) => (row.messages > 0 ? <Go to={page('/observations', { protocol: reference.name, operation: row.name })}>{count(row.messages)}</Go> : <span className="muted">0</span>) },
        ]}
      />
    </Card>
  );
}

function FieldTable({ reference }: { reference: ProtocolReference }) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={t('protocols.fields', { value: reference.fields.length })} styles={{ body: { padding: 0 } }}>
      <Table
        size="small"
        rowKey="name"
        pagination={reference.fields.length > 25 ? { defaultPageSize: 25, size: 'small', showSizeChanger: false } : false}
        dataSource={reference.fields}
        columns={[
          { title: t('protocols.field'), render: (_, row) => <code>{row.name}</code> },
          { title: t('protocols.type'), width: 90, render: (_, row) => [row.kind, row.unit].filter(Boolean).join(' · ') },
          { title: t('protocols.source'), dataIndex: 'source' },
        ]}
      />
    </Card>
  );
}
