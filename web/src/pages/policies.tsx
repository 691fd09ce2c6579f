import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Drawer, Form, Input, Select, Switch, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { Policy, PolicyDraft } from '../api/types';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { Page } from '../ui/page';
import { Audience, TlpTag } from '../ui/policy';
import { DataTable } from '../ui/table';

const KINDS = ['finding_report', 'loop_summary'];
const REDACTABLE = ['source', 'target', 'evidence', 'params'];
const TLP = ['red', 'amber', 'green', 'clear'];

/** Who may see which of our statements, with what left out. */
export function Policies() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const list = useList('/api/v1/sharing-policies');
  const [editing, setEditing] = useState<Policy | 'new'>();
  return (
    <Page
      title={t('nav.policies')}
      extra={may('policy_write') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>{t('policies.create')}</Button> : null}
    >
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('policies.explain')} />
      <DataTable<Policy>
        label={t('nav.policies')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={may('policy_write') ? setEditing : undefined}
        columns={[
          { title: t('policies.name'), render: (_, row) => (may('policy_write') ? <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setEditing(row)}>{row.name}</Button> : row.name) },
          { title: t('policies.kinds'), render: (_, row) => <span className="tags">{row.kinds.map((kind) => <Tag key={kind}>{word('record_kind', kind)}</Tag>)}</span> },
          { title: t('policies.audience'), render: (_, row) => <Audience paths={row.audience} /> },
          { title: t('policies.redact'), render: (_, row) => (row.redact ?? []).map((field) => word('report_field', field)).join(', ') || <span className="muted">{t('policies.nothing')}</span> },
          { title: 'TLP', render: (_, row) => <TlpTag tlp={row.tlp} /> },
          { title: t('policies.state'), render: (_, row) => <Tag color={row.enabled ? 'green' : 'default'}>{t(row.enabled ? 'policies.on' : 'policies.off')}</Tag> },
          { title: t('deliveries.revision'), dataIndex: 'revision', align: 'right' },
        ]}
      />
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} size={520} title={editing === 'new' ? t('policies.create') : t('policies.edit')} destroyOnHidden>
        {editing ? <Editor policy={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} /> : null}
      </Drawer>
    </Page>
  );
}

function Editor({ policy, onDone }: { policy?: Policy; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const required = { required: true, message: t('form.required') };
  const save = useCommand<PolicyDraft, unknown>(
    (body) => (policy ? call('put', '/api/v1/sharing-policies/{id}', { path: { id: policy.id }, body }) : call('post', '/api/v1/sharing-policies', { body })),
    t('policies.saved'),
  );
  const initial: PolicyDraft = policy
    ? { name: policy.name, kinds: policy.kinds, audience: policy.audience, redact: policy.redact ?? [], tlp: policy.tlp, enabled: policy.enabled }
    : { name: '', kinds: ['finding_report'], audience: [], redact: [], tlp: 'amber', enabled: true };
  return (
    <Form<PolicyDraft> layout="vertical" initialValues={initial} onFinish={(draft) => save.mutate(draft, { onSuccess: onDone })}>
      <Form.Item name="name" label={t('policies.name')} rules={[required]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kinds" label={t('policies.kinds')} rules={[required]}>
        <Select mode="multiple" options={KINDS.map((value) => ({ value, label: word('record_kind', value) }))} />
      </Form.Item>
      <Form.Item name="audience" label={t('policies.audience')} extra={t('policies.audience_explain')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      <Form.Item name="redact" label={t('policies.redact')} extra={t('policies.redact_explain')}>
        <Select mode="multiple" options={REDACTABLE.map((value) => ({ value, label: word('report_field', value) }))} />
      </Form.Item>
      <Form.Item name="tlp" label="TLP">
        <Select options={TLP.map((value) => ({ value, label: `TLP:${value.toUpperCase()} · ${t(`policies.tlp_${value}`)}` }))} />
      </Form.Item>
      <Form.Item name="enabled" label={t('policies.state')} valuePropName="checked">
        <Switch aria-label={t('policies.state')} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('action.save')}
      </Button>
    </Form>
  );
}
