import { Button, Card, Empty, Segmented, Switch, Table, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { OperationCount, ProtocolRow, ProtocolStatistics } from '../api/types';
import { bytes, count } from '../format';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { RiskTag } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { Period } from '../ui/period';
import { MessagesChart, RiskBar } from '../ui/protocols';
import { Filters } from '../ui/table';
import { objectPage, page } from '../url';

/** What is spoken on the wire: messages per protocol and function over time, and the library behind it. */
export function Protocols() {
  const { t } = useTranslation();
  const [filter] = useFilter();
  const statistics = useGet('/api/v1/protocols', { query: pick(filter, ['from', 'to']) });
  return (
    <Page title={t('nav.protocols')}>
      <Filters specs={[{ name: 'name', label: t('protocols.search'), width: 200 }]}>
        <Period />
      </Filters>
      <Ready query={statistics}>{(data) => <Content data={data} name={filter.name ?? ''} />}</Ready>
    </Page>
  );
}

function Content({ data, name }: { data: ProtocolStatistics; name: string }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<'risk' | 'protocol'>('risk');
  const [library, setLibrary] = useState(false);
  const wanted = name.toLowerCase();
  const rows = useMemo(() => data.protocols.filter((row) => row.name.includes(wanted) && (library || wanted !== '' || row.messages > 0)), [data, wanted, library]);
  const points = useMemo(() => data.points.filter((point) => point.protocol.includes(wanted)), [data, wanted]);
  const heard = data.protocols.filter((row) => row.messages > 0).length;
  return (
    <div className="stack">
      <Card
        size="small"
        title={t('protocols.over_time')}
        extra={<Segmented<'risk' | 'protocol'> size="small" value={by} onChange={setBy} options={[{ value: 'risk', label: t('protocols.by_risk') }, { value: 'protocol', label: t('protocols.by_protocol') }]} />}
      >
        {points.length > 0 ? <MessagesChart points={points} stepMs={data.step_ms} by={by} /> : <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('protocols.silent')} />}
      </Card>
      <Card
        size="small"
        title={t('protocols.heard', { heard, known: data.protocols.filter((row) => row.described).length })}
        extra={<label><Switch size="small" checked={library} onChange={setLibrary} /> {t('protocols.library')}</label>}
        styles={{ body: { padding: 0 } }}
      >
        <Rows rows={rows} />
      </Card>
    </div>
  );
}

function Rows({ rows }: { rows: ProtocolRow[] }) {
  const { t } = useTranslation();
  return (
    <Table<ProtocolRow>
      size="small"
      rowKey="name"
      pagination={false}
      dataSource={rows}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('list.empty')} /> }}
      expandable={{
        rowExpandable: (row) => row.operations.length > 0,
        expandedRowRender: (row) => <Operations protocol={row.name} rows={row.operations} />,
        expandIcon: ({ expanded, expandable, onExpand, record }) =>
          expandable ? (
            <Button size="small" type="text" aria-expanded={expanded} aria-label={t('protocols.functions_of', { name: record.name })} onClick={(event) => onExpand(record, event)}>
              {expanded ? '−' : '+'}
            </Button>
          ) : null,
      }}
      columns={[
        { title: t('observation.protocol'), render: (_, row) => (row.described ? <Go to={objectPage('protocols', row.name)}>{row.name}</Go> : row.name || <span className="muted">{t('asset.unrecognised')}</span>) },
        { title: t('health.messages'), align: 'right', sorter: (a, b) => a.messages - b.messages, render: (_, row) => (row.messages > 0 ? <Go to={page('/observations', { protocol: row.name })}>{count(row.messages)}</Go> : <span className="muted">0</span>) },
        { title: t('protocols.risks'), width: 260, render: (_, row) => <RiskBar operations={row.operations} /> },
        { title: t('protocols.most_used'), render: (_, row) => <span className="tags">{row.operations.slice(0, 3).map((one) => <Tag key={one.operation}>{one.operation}</Tag>)}</span> },
        { title: t('protocols.functions'), align: 'right', render: (_, row) => row.operations.length },
        { title: t('protocols.bytes'), align: 'right', sorter: (a, b) => a.bytes - b.bytes, render: (_, row) => bytes(row.bytes) },
      ]}
    />
  );
}

function Operations({ protocol, rows }: { protocol: string; rows: OperationCount[] }) {
  const { t } = useTranslation();
  return (
    <Table<OperationCount>
      size="small"
      rowKey={(row) => `${row.operation} ${row.risk}`}
      pagination={rows.length > 20 ? { pageSize: 20, size: 'small' } : false}
      dataSource={rows}
      columns={[
        { title: t('observation.operation'), dataIndex: 'operation' },
        { title: t('observation.risk'), width: 120, render: (_, row) => <RiskTag risk={row.risk} /> },
        { title: t('health.messages'), width: 140, align: 'right', render: (_, row) => <Go to={page('/observations', { protocol, operation: row.operation })}>{count(row.messages)}</Go> },
      ]}
    />
  );
}
