import { Drawer, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import type { DeliveryRow } from '../api/types';
import { useWord } from '../i18n/words';
import { DELIVERY_STATES } from '../ui/choices';
import { Fields } from '../ui/fields';
import { pick, useFilter } from '../ui/filters';
import { JsonOf } from '../ui/json';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { Hash, StateTag, Time, Yes } from '../ui/tags';

/** The ledger: what became of each record at each neighbour. */
export function Deliveries() {
  const { t } = useTranslation();
  const word = useWord();
  const [filter] = useFilter();
  const nodes = useList('/api/v1/nodes');
  const list = useList('/api/v1/deliveries', pick(filter, ['peer', 'state', 'object', 'direction']));
  const [open, setOpen] = useState<DeliveryRow>();
  const peers = nodes.items.filter((node) => node.relation === 'parent' || node.relation === 'child');
  return (
    <Page title={t('nav.deliveries')}>
      <Filters
        specs={[
          { name: 'peer', label: t('deliveries.peer'), width: 170, options: peers.map((node) => ({ value: node.node, label: node.name })) },
          { name: 'state', label: t('deliveries.state'), options: DELIVERY_STATES.map((value) => ({ value, label: word('delivery_state', value) })) },
          { name: 'direction', label: t('deliveries.direction'), options: ['out', 'in'].map((value) => ({ value, label: word('direction', value) })) },
          { name: 'object', label: t('deliveries.object'), width: 300 },
        ]}
      />
      <DataTable<DeliveryRow>
        label={t('nav.deliveries')}
        list={list}
        rowKey={(row) => `${row.peer}${row.direction}${row.number}`}
        onOpen={setOpen}
        rowClass={(row) => (row.state === 'rejected' ? 'is-overdue' : '')}
        columns={[
          { title: t('deliveries.direction'), render: (_, row) => word('direction', row.direction) },
          { title: t('deliveries.peer'), dataIndex: 'peer_name' },
          { title: '#', dataIndex: 'number', align: 'right' },
          { title: t('deliveries.kind'), render: (_, row) => word('record_kind', row.kind) },
          { title: t('deliveries.revision'), dataIndex: 'revision', align: 'right' },
          { title: t('deliveries.object'), render: (_, row) => <Hash text={row.object} length={13} /> },
          { title: t('deliveries.state'), render: (_, row) => <StateTag group="delivery_state" state={row.state} /> },
          { title: t('deliveries.code'), render: (_, row) => (row.code ? <Tag color="red">{row.code}</Tag> : null) },
          { title: t('deliveries.queued'), render: (_, row) => <Time ms={row.queued} /> },
          { title: t('deliveries.sent'), render: (_, row) => <Time ms={row.sent} /> },
          { title: t('deliveries.receipted'), render: (_, row) => <Time ms={row.receipted} /> },
          { title: t('deliveries.receipt'), align: 'center', render: (_, row) => (row.signed ? <Yes label={t('deliveries.signed')} /> : null) },
        ]}
      />
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={640} title={t('deliveries.record')} destroyOnHidden>
        {open ? (
          <div className="stack">
            <Fields column={1} rows={[[t('deliveries.peer'), open.peer_name], [t('deliveries.kind'), word('record_kind', open.kind)], [t('audit.hash'), <code key="h" className="hash">{open.hash}</code>], [t('deliveries.object'), open.object]]} />
            <JsonOf path={`/api/v1/records/${open.record}`} />
          </div>
        ) : null}
      </Drawer>
    </Page>
  );
}
