// The ledger: what became of each record at each neighbour, with the reason in words and the receipt
// behind it.
import { CheckCircleOutlined, ClockCircleOutlined, SafetyCertificateOutlined, SendOutlined, StopOutlined } from '@ant-design/icons';
import { Alert, Drawer, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList, useTotal } from '../api/hooks';
import type { DeliveryRow } from '../api/types';
import { count, dateTime } from '../format';
import { useWord } from '../i18n/words';
import { DELIVERY_STATES } from '../ui/choices';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { JsonOf } from '../ui/json';
import { Page } from '../ui/page';
import { Filters } from '../ui/table';
import { Hash, StateTag, Time, Yes } from '../ui/tags';
import { VirtualTable } from '../ui/virtual';
import { page } from '../url';

/** Why something was rejected, in words; the code where the console knows none. */
export function useRefusal(): (code: string) => string {
  const word = useWord();
  return (code) => word('refusal', code);
}

export function Deliveries() {
  const { t } = useTranslation();
  const word = useWord();
  const refusal = useRefusal();
  const [filter] = useFilter();
  const nodes = useList('/api/v1/nodes', { limit: 200 });
  const list = useList('/api/v1/deliveries', { limit: 100, ...pick(filter, ['peer', 'state', 'object', 'direction']) });
  const [open, setOpen] = useState<DeliveryRow>();
  const peers = nodes.items.filter((node) => node.relation === 'parent' || node.relation === 'child');
  return (
    <Page title={t('nav.deliveries')}>
      <Figures />
      <Filters
        specs={[
          { name: 'peer', label: t('deliveries.peer'), width: 170, options: peers.map((node) => ({ value: node.node, label: node.name })) },
          { name: 'state', label: t('deliveries.state'), options: DELIVERY_STATES.map((value) => ({ value, label: word('delivery_state', value) })) },
          { name: 'direction', label: t('deliveries.direction'), options: ['out', 'in'].map((value) => ({ value, label: word('direction', value) })) },
          { name: 'object', label: t('deliveries.object'), width: 320 },
        ]}
      />
      <VirtualTable<DeliveryRow>
        label={t('nav.deliveries')}
        list={list}
        rowKey={(row) => `${row.peer}${row.direction}${row.number}${row.record}`}
        width={1420}
        onOpen={setOpen}
        rowClass={(row) => (row.state === 'rejected' ? 'is-overdue' : '')}
        columns={[
          { title: t('deliveries.direction'), width: 70, render: (_, row) => word('direction', row.direction) },
          { title: t('deliveries.peer'), width: 150, ellipsis: true, dataIndex: 'peer_name' },
          { title: '#', width: 70, dataIndex: 'number', align: 'right' },
          { title: t('deliveries.kind'), width: 110, render: (_, row) => <Go to={page('/deliveries', { object: row.object })}>{word('record_kind', row.kind)}</Go> },
          { title: t('deliveries.revision'), width: 60, dataIndex: 'revision', align: 'right' },
          { title: t('deliveries.object'), width: 130, render: (_, row) => <Hash text={row.object} length={13} /> },
          { title: t('deliveries.state'), width: 90, render: (_, row) => <StateTag group="delivery_state" state={row.state} /> },
          { title: t('deliveries.code'), width: 230, ellipsis: true, render: (_, row) => (row.code ? <span className="overdue">{refusal(row.code)}</span> : null) },
          { title: t('deliveries.queued'), width: 150, render: (_, row) => <Time ms={row.queued} /> },
          { title: t('deliveries.sent'), width: 150, render: (_, row) => <Time ms={row.sent} /> },
          { title: t('deliveries.receipted'), width: 150, render: (_, row) => <Time ms={row.receipted} /> },
          { title: t('deliveries.receipt'), width: 80, align: 'center', render: (_, row) => (row.signed ? <Yes label={t('deliveries.signed')} /> : null) },
        ]}
      />
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={680} title={t('deliveries.record')} destroyOnHidden>
        {open ? <Delivery row={open} /> : null}
      </Drawer>
    </Page>
  );
}

/** How many stand where; a rejected record that came in waits in quarantine. */
function Figures() {
  const { t } = useTranslation();
  const [filter] = useFilter();
  const peer: Record<string, string> = filter.peer ? { peer: filter.peer } : {};
  const figures = [
    { id: 'queued', query: { direction: 'out', state: 'queued' }, bad: false },
    { id: 'sent', query: { direction: 'out', state: 'sent' }, bad: false },
    { id: 'applied', query: { direction: 'out', state: 'applied' }, bad: false },
    { id: 'refused', query: { direction: 'out', state: 'rejected' }, bad: true },
    { id: 'came', query: { direction: 'in', state: 'applied' }, bad: false },
    { id: 'quarantine', query: { direction: 'in', state: 'rejected' }, bad: true },
  ];
  return (
    <div className="stages" style={{ marginBottom: 10 }}>
      {figures.map(({ id, query, bad }) => <Figure key={id} label={t(`deliveries.figure_${id}`)} query={{ ...query, ...peer }} bad={bad} />)}
    </div>
  );
}

function Figure({ label, query, bad }: { label: string; query: Record<string, string>; bad: boolean }) {
  const [filter] = useFilter();
  const total = useTotal('/api/v1/deliveries', query);
  const on = filter.direction === query.direction && filter.state === query.state;
  return (
    <Go to={page('/deliveries', on ? (query.peer ? { peer: query.peer } : {}) : query)} className={`stage ${on ? 'stage-on' : ''}`} aria-label={`${label}: ${total ?? '…'}`}>
      <span>{label}</span>
      <b className={bad && (total ?? 0) > 0 ? 'overdue' : undefined}>{total === undefined ? '…' : count(total)}</b>
    </Go>
  );
}

/** One record at one neighbour, step by step. */
function Delivery({ row }: { row: DeliveryRow }) {
  const { t } = useTranslation();
  const word = useWord();
  const refusal = useRefusal();
  const way = (code: string) => {
    const said = word('refusal_way', code);
    return said === code ? '' : said;
  };
  const at = (ms: number | null | undefined) => (ms == null ? '' : dateTime(ms));
  const rejected = row.state === 'rejected';
  const current = row.state === 'queued' ? 0 : row.state === 'sent' ? 1 : 2;
  return (
    <div className="stack">
      <Steps
        size="small"
        current={current}
        status={rejected ? 'error' : current === 2 ? 'finish' : 'process'}
        items={[
          { title: t('deliveries.queued'), content: at(row.queued), icon: <ClockCircleOutlined aria-hidden /> },
          { title: t('deliveries.sent'), content: at(row.sent), icon: <SendOutlined aria-hidden /> },
          { title: word('delivery_state', rejected ? 'rejected' : 'applied'), content: at(row.receipted), icon: rejected ? <StopOutlined aria-hidden /> : <CheckCircleOutlined aria-hidden /> },
        ]}
      />
      {row.code ? <Alert type="error" className="verdict" showIcon title={refusal(row.code)} description={<>{way(row.code)} <code>{row.code}</code>{row.direction === 'in' ? <div>{t('deliveries.kept')}</div> : null}</>} /> : null}
      <Fields
        column={1}
        rows={[
          [t('deliveries.peer'), `${word('direction', row.direction)} · ${row.peer_name} · #${row.number}`],
          [t('deliveries.kind'), `${word('record_kind', row.kind)} · ${t('deliveries.revision')} ${row.revision}`],
          [t('deliveries.receipt'), row.signed ? <span key="r"><SafetyCertificateOutlined className="good" aria-hidden /> {t('deliveries.signed')}</span> : t('deliveries.no_receipt')],
          [t('audit.hash'), <code key="h" className="hash">{row.hash}</code>],
          [t('deliveries.object'), <Go key="o" to={page('/deliveries', { object: row.object })}>{row.object}</Go>],
        ]}
      />
      <JsonOf path={`/api/v1/records/${row.record}`} />
    </div>
  );
}
