import { AppstoreOutlined, TableOutlined } from '@ant-design/icons';
import { Alert, Badge, Button, Card, Checkbox, Drawer, Form, Input, Modal, Popconfirm, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useGet, useList } from '../api/hooks';
import { asProblem } from '../api/problem';
import type { NodeKeyRow, NodeRow } from '../api/types';
import { count } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { Audience } from '../ui/policy';
import { DataTable, ListFoot } from '../ui/table';
import { Ago, Hash, StateTag, Time, useSpan } from '../ui/tags';
import { page } from '../url';
import { NodeTabs } from './scorecard';

/** A certificate that ends within this is marked. */
const SOON_MS = 30 * 86_400_000;
/** A clock that differs by more than this is marked. */
const SKEW_MS = 5_000;

/** The directory of nodes as this node knows it. */
export function Nodes() {
  const { t } = useTranslation();
  const list = useList('/api/v1/nodes');
  const [as, setAs] = useState<'cards' | 'table'>('cards');
  const [open, setOpen] = useState<string>();
  const shown = list.items.find((row) => row.node === open);
  return (
    <Page
      title={t('nav.nodes')}
      extra={
        <>
          <Segmented<'cards' | 'table'>
            value={as}
            onChange={setAs}
            options={[
              { value: 'cards', icon: <AppstoreOutlined aria-hidden />, label: t('nodes.cards') },
              { value: 'table', icon: <TableOutlined aria-hidden />, label: t('nodes.table') },
            ]}
          />
        </>
      }
    >
      <NodeTabs />
      {as === 'cards' && list.items.length > 0 ? (
        <>
          <div className="thirds">
            {list.items.map((row) => (
              <NodeCard key={row.node} row={row} onOpen={() => setOpen(row.node)} />
            ))}
          </div>
          <ListFoot list={list} label={t('nav.nodes')} />
        </>
      ) : (
        <NodeTable list={list} onOpen={setOpen} />
      )}
      <Drawer open={shown !== undefined} onClose={() => setOpen(undefined)} title={shown?.name} size={560}>
        {shown ? <NodeView row={shown} /> : null}
      </Drawer>
    </Page>
  );
}

function Online({ row }: { row: NodeRow }) {
  const { t } = useTranslation();
  if (row.relation === 'self') return <Badge status="processing" text={t('nodes.this')} />;
  if (row.relation === 'other') return <Badge status="default" text={t('nodes.not_neighbour')} />;
  return <Badge status={row.online ? 'success' : 'error'} text={t(row.online ? 'nodes.online' : 'nodes.offline')} />;
}

function Backlog({ row }: { row: NodeRow }) {
  const span = useSpan();
  const text = row.backlog > 0 ? `${count(row.backlog)} · ${span(row.lag_ms)}` : '0';
  return <Go to={page('/deliveries', { peer: row.node })}>{text}</Go>;
}

function Skew({ row }: { row: NodeRow }) {
  return <span className={Math.abs(row.skew_ms) > SKEW_MS ? 'overdue' : undefined}>{`${count(row.skew_ms)} ms`}</span>;
}

function Certificate({ row }: { row: NodeRow }) {
  const ends = row.certificate_expires;
  return <span className={ends != null && ends - Date.now() < SOON_MS ? 'overdue' : undefined}><Time ms={ends} /></span>;
}

function neighbour(row: NodeRow): boolean {
  return row.relation === 'parent' || row.relation === 'child';
}

function NodeCard({ row, onOpen }: { row: NodeRow; onOpen: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Card
      size="small"
      title={<>{row.name} <Tag color="blue">{word('node_kind', row.kind)}</Tag></>}
      extra={<Button type="link" size="small" onClick={onOpen}>{t('action.details')}</Button>}
    >
      <Fields
        column={1}
        rows={[
          [t('nodes.state'), <><Online row={row} /> {row.state !== 'active' ? <StateTag group="node_state" state={row.state} /> : null}</>],
          [t('nodes.relation'), word('relation', row.relation)],
          [t('nodes.version'), row.version],
          ...(neighbour(row)
            ? ([
                [t('nodes.last_seen'), <Ago key="l" ms={row.last_seen} />],
                [t('nodes.backlog'), <Backlog key="b" row={row} />],
                [t('nodes.skew'), <Skew key="s" row={row} />],
                [t('nodes.certificate'), row.certificate_expires == null ? undefined : <Certificate key="c" row={row} />],
              ] as [string, React.ReactNode][])
            : []),
        ]}
      />
    </Card>
  );
}

function NodeTable({ list, onOpen }: { list: ReturnType<typeof useList<'/api/v1/nodes'>>; onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <DataTable<NodeRow>
      label={t('nav.nodes')}
      list={list}
      rowKey={(row) => row.node}
      onOpen={(row) => onOpen(row.node)}
      columns={[
        { title: t('nodes.name'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => onOpen(row.node)}>{row.name}</Button> },
        { title: t('nodes.kind'), render: (_, row) => word('node_kind', row.kind) },
        { title: t('nodes.relation'), render: (_, row) => word('relation', row.relation) },
        { title: t('nodes.state'), render: (_, row) => <Online row={row} /> },
        { title: t('nodes.admission'), render: (_, row) => <StateTag group="node_state" state={row.state} /> },
        { title: t('nodes.last_seen'), render: (_, row) => (neighbour(row) ? <Ago ms={row.last_seen} /> : null) },
        { title: t('nodes.backlog'), render: (_, row) => (neighbour(row) ? <Backlog row={row} /> : null) },
        { title: t('nodes.peer_backlog'), align: 'right', render: (_, row) => (neighbour(row) ? count(row.peer_backlog) : null) },
        { title: t('nodes.skew'), render: (_, row) => (neighbour(row) ? <Skew row={row} /> : null) },
        { title: t('nodes.version'), dataIndex: 'version' },
        { title: t('nodes.certificate'), render: (_, row) => <Certificate row={row} /> },
      ]}
    />
  );
}

function NodeView({ row }: { row: NodeRow }) {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const to = row.state === 'suspended' ? 'active' : 'suspended';
  const change = useCommand(() => call('put', '/api/v1/nodes/{id}', { path: { id: row.node }, body: { state: to } }), t('nodes.changed'));
  return (
    <div className="stack">
      <Fields
        column={1}
        rows={[
          [t('nodes.id'), <Hash key="h" text={row.node} length={36} />],
          [t('nodes.kind'), word('node_kind', row.kind)],
          [t('nodes.relation'), word('relation', row.relation)],
          [t('nodes.state'), <Online key="o" row={row} />],
          [t('nodes.admission'), <StateTag key="a" group="node_state" state={row.state} />],
          [t('nodes.tenants'), <Audience key="t" paths={row.tenants} />],
          [t('nodes.version'), row.version],
          [t('nodes.last_seen'), neighbour(row) ? <Ago key="l" ms={row.last_seen} /> : undefined],
          [t('nodes.backlog'), neighbour(row) ? <Backlog key="b" row={row} /> : undefined],
          [t('nodes.peer_backlog'), neighbour(row) ? row.peer_backlog : undefined],
          [t('nodes.skew'), neighbour(row) ? <Skew key="s" row={row} /> : undefined],
          [t('nodes.certificate'), row.certificate_expires == null ? undefined : <Certificate key="c" row={row} />],
        ]}
      />
      <Keys row={row} />
      {may('node_manage') && row.relation === 'child' ? (
        <Popconfirm title={t(`nodes.sure_${to}`)} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => change.mutate(undefined)}>
          <Button danger={to === 'suspended'} loading={change.isPending}>
            {t(`nodes.make_${to}`)}
          </Button>
        </Popconfirm>
      ) : null}
    </div>
  );
}

/** Keys that signed the node's records; the present one of a child can be revoked here. */
function Keys({ row }: { row: NodeRow }) {
  const { t } = useTranslation();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState(false);
  const keys = useGet('/api/v1/nodes/{id}/keys', { path: { id: row.node } });
  const revoke = useCommand((reason: string) => call('post', '/api/v1/nodes/{id}/keys/revocation', { path: { id: row.node }, body: { reason } }), t('nodes.key_revoked'));
  return (
    <Card
      size="small"
      title={t('nodes.keys')}
      extra={
        <>
          {may('node_manage') && row.relation === 'child' ? <Button size="small" danger onClick={() => setAsking(true)}>{t('nodes.revoke_key')}</Button> : null}
          {may('node_manage') && row.relation === 'self' ? <Button size="small" onClick={() => setChanging(true)}>{t('nodes.change_key')}</Button> : null}
        </>
      }
    >
      <Ready query={keys}>{(rows) => <KeyList rows={rows} length={20} />}</Ready>
      {changing ? <KeyChange onClose={() => setChanging(false)} /> : null}
      <Modal open={asking} title={t('nodes.revoke_key')} footer={null} onCancel={() => setAsking(false)} destroyOnHidden>
        <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('nodes.revoke_explain')} />
        <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => revoke.mutate(reason.trim(), { onSuccess: () => setAsking(false) })}>
          <Form.Item name="reason" label={t('consents.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
            <Input.TextArea rows={2} maxLength={500} autoFocus />
          </Form.Item>
          <Button type="primary" danger htmlType="submit" loading={revoke.isPending}>{t('nodes.revoke_key')}</Button>
        </Form>
      </Modal>
    </Card>
  );
}

function KeyList({ rows, length }: { rows: readonly NodeKeyRow[]; length: number }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <ul className="wrongs">
      {rows.map((key) => (
        <li key={key.key}>
          <Hash text={key.key} length={length} /> {word('key_state', key.state)}
          {key.last_segment != null ? <span className="muted"> {t('nodes.key_until', { segment: key.last_segment })}</span> : null}
        </li>
      ))}
    </ul>
  );
}

/** This node takes another key: what that means before, the fingerprints after. */
function KeyChange({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [keys, setKeys] = useState<readonly NodeKeyRow[]>();
  const change = useCommand(async (body: { reason?: string; anyway?: boolean }) => setKeys(await call('post', '/api/v1/node/key', { body: { reason: body.reason?.trim() ?? '', anyway: body.anyway ?? false } })), t('nodes.key_changed'));
  const older = change.isError && asProblem(change.error).code === 'node.key_older_neighbour';
  return (
    <Modal open width={640} title={t('nodes.change_key')} footer={null} onCancel={onClose}>
      {keys ? (
        <>
          <Alert type="success" showIcon style={{ marginBottom: 12 }} title={t('nodes.key_changed')} description={t('nodes.key_compare')} />
          <KeyList rows={keys.slice(-2).reverse()} length={64} />
          <Button type="primary" style={{ marginTop: 12 }} onClick={onClose}>{t('batch.close')}</Button>
        </>
      ) : (
        <Form<{ reason?: string; anyway?: boolean }> layout="vertical" onFinish={(body) => change.mutate(body)}>
          <Alert
            type="warning"
            showIcon
            style={{ marginBottom: 12 }}
            title={t('nodes.change_sure')}
            description={<ul className="wrongs">{['stays', 'learn', 'for_good', 'stolen'].map((name) => <li key={name}>{t(`nodes.change_${name}`)}</li>)}</ul>}
          />
          <Form.Item name="reason" label={t('consents.reason')}>
            <Input.TextArea rows={2} maxLength={500} autoFocus />
          </Form.Item>
          {older ? <Form.Item name="anyway" valuePropName="checked"><Checkbox>{t('nodes.change_anyway')}</Checkbox></Form.Item> : null}
          <Button type="primary" htmlType="submit" loading={change.isPending}>{t('nodes.change_key')}</Button>
        </Form>
      )}
    </Modal>
  );
}
