import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { Probe } from '../api/types';
import { count } from '../format';
import { useMay } from '../may';
import { Go } from '../ui/go';
import { percent } from '../ui/health';
import { ShownOnce } from '../ui/once';
import { Page } from '../ui/page';
import { DataTable } from '../ui/table';
import { Ago, StateTag } from '../ui/tags';
import { page } from '../url';

/** The sensors: what they delivered, and the tokens they deliver with. */
export function Probes() {
  const { t } = useTranslation();
  const may = useMay();
  const list = useList('/api/v1/probes');
  const [creating, setCreating] = useState(false);
  const [token, setToken] = useState<string>();
  const revoke = useCommand((id: string) => call('delete', '/api/v1/probes/{id}', { path: { id } }), t('probes.revoked'));
  const create = useCommand((body: { name: string; place?: string }) => call('post', '/api/v1/probes', { body }));
  const submit = (draft: { name: string; place?: string }) =>
    create.mutate(draft, {
      onSuccess: (made) => {
        setCreating(false);
        setToken((made as { token: string }).token);
      },
    });
  return (
    <Page
      title={t('nav.probes')}
      extra={may('probe_manage') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>{t('probes.create')}</Button> : null}
    >
      <DataTable<Probe>
        label={t('nav.probes')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('probes.name'), render: (_, row) => <Go to={`/probes/${encodeURIComponent(row.id)}/health`}>{row.name}</Go> },
          { title: t('probes.place'), dataIndex: 'place' },
          { title: t('probes.state'), render: (_, row) => <StateTag group="probe_state" state={row.state} /> },
          { title: t('probes.last_batch'), render: (_, row) => <Ago ms={row.last_batch} /> },
          { title: t('probes.batches'), align: 'right', render: (_, row) => count(row.batches) },
          { title: t('probes.events'), align: 'right', render: (_, row) => count(row.events) },
          { title: t('probes.rejected'), align: 'right', render: (_, row) => <span className={row.rejected > 0 ? 'overdue' : undefined}>{count(row.rejected)}</span> },
          { title: t('probes.loss'), align: 'right', render: (_, row) => (row.health ? <span className={row.health.loss_ppm >= 10_000 ? 'overdue' : undefined}>{percent(row.health.loss_ppm / 1e6)}</span> : <span className="muted">–</span>) },
          { title: t('probes.rules'), align: 'right', render: (_, row) => (row.health ? <Go to="/rule-sets">{count(row.health.rules)}{row.health.rules_failed > 0 ? <span className="overdue"> ({t('health.failed', { value: count(row.health.rules_failed) })})</span> : null}</Go> : <span className="muted">–</span>) },
          { title: t('health.alerts'), align: 'right', render: (_, row) => (row.health ? <Go to={page('/findings', { q: 'signature' })}>{count(row.health.alerts)}</Go> : <span className="muted">–</span>) },
          { title: t('health.version'), render: (_, row) => row.health?.version ?? <span className="muted">–</span> },
          {
            title: '',
            render: (_, row) =>
              may('probe_manage') && row.state === 'active' ? (
                <Popconfirm title={t('probes.revoke_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => revoke.mutate(row.id)}>
                  <Button size="small" danger>{t('probes.revoke')}</Button>
                </Popconfirm>
              ) : null,
          },
        ]}
      />
      <Modal open={creating} title={t('probes.create')} footer={null} onCancel={() => setCreating(false)} destroyOnHidden>
        <Form<{ name: string; place?: string }> layout="vertical" onFinish={submit}>
          <Form.Item name="name" label={t('probes.name')} rules={[{ required: true, message: t('form.required') }]}>
            <Input maxLength={80} />
          </Form.Item>
          <Form.Item name="place" label={t('probes.place')} extra={t('probes.place_explain')}>
            <Input maxLength={200} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={create.isPending}>
            {t('probes.create')}
          </Button>
        </Form>
      </Modal>
      <ShownOnce
        title={t('probes.made')}
        secret={token ? { label: t('probes.token'), value: token, note: t('probes.token_note') } : undefined}
        onClose={() => setToken(undefined)}
      />
    </Page>
  );
}
