import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { Tenant, TenantDraft } from '../api/types';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { TENANT_KINDS } from '../ui/choices';
import { pick, useFilter } from '../ui/filters';
import { Page } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { StateTag } from '../ui/tags';

/** The organisations this node knows; those that live here can be registered here. */
export function Tenants() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const [filter] = useFilter();
  const [creating, setCreating] = useState(false);
  const list = useList('/api/v1/tenants', pick(filter, ['kind', 'local', 'q']));
  const nodes = useList('/api/v1/nodes');
  return (
    <Page
      title={t('nav.tenants')}
      extra={may('tenant_manage') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>{t('tenants.create')}</Button> : null}
    >
      <Filters
        specs={[
          { name: 'kind', label: t('tenants.kind'), width: 150, options: TENANT_KINDS.map((value) => ({ value, label: word('tenant_kind', value) })) },
          { name: 'local', label: t('tenants.where'), width: 130, options: [{ value: 'true', label: t('tenants.here') }, { value: 'false', label: t('tenants.elsewhere') }] },
          { name: 'q', label: t('tenants.search'), width: 240 },
        ]}
      />
      <DataTable<Tenant>
        label={t('nav.tenants')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('tenants.name'), dataIndex: 'name' },
          { title: t('tenants.kind'), render: (_, row) => word('tenant_kind', row.kind) },
          { title: t('tenants.path'), render: (_, row) => <code>{row.path}</code> },
          { title: t('tenants.credit_code'), dataIndex: 'credit_code' },
          { title: t('tenants.industry'), dataIndex: 'industry' },
          { title: t('tenants.node'), render: (_, row) => (row.local ? <Tag color="blue">{t('tenants.here')}</Tag> : nodes.items.find((node) => node.node === row.node)?.name ?? <code>{row.node}</code>) },
          { title: t('tenants.state'), render: (_, row) => <StateTag group="node_state" state={row.state} /> },
        ]}
      />
      <CreateModal open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function CreateModal({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const required = { required: true, message: t('form.required') };
  const create = useCommand((body: TenantDraft) => call('post', '/api/v1/tenants', { body }), t('tenants.created'));
  return (
    <Modal open={open} title={t('tenants.create')} footer={null} onCancel={onClose} destroyOnHidden>
      <Form<TenantDraft> layout="vertical" initialValues={{ kind: 'enterprise' }} onFinish={(draft) => create.mutate(draft, { onSuccess: onClose })}>
        <Form.Item name="name" label={t('tenants.name')} rules={[required]}>
          <Input maxLength={120} />
        </Form.Item>
        <Form.Item name="kind" label={t('tenants.kind')} rules={[required]}>
          <Select options={TENANT_KINDS.map((value) => ({ value, label: word('tenant_kind', value) }))} />
        </Form.Item>
        <Form.Item name="path" label={t('tenants.path')} extra={t('tenants.path_explain')} rules={[required]}>
          <Input maxLength={120} placeholder="cn/32/ent/…" />
        </Form.Item>
        <Form.Item name="credit_code" label={t('tenants.credit_code')}>
          <Input maxLength={18} />
        </Form.Item>
        <Form.Item name="industry" label={t('tenants.industry')}>
          <Input maxLength={8} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('tenants.create')}
        </Button>
      </Form>
    </Modal>
  );
}
