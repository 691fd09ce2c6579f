// Sharing groups: own ones, and those this organisation is invited to.
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Drawer, Form, Input, Popconfirm, Select, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { still, useCommand, useGet, useList } from '../../api/hooks';
import type { GroupDetail, GroupDraft, GroupRow, MemberRow, MembershipState } from '../../api/sharing';
import { useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { TENANT_KINDS } from '../../ui/choices';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { PLACES } from '../../ui/provinces';
import { DataTable } from '../../ui/table';
import { Time } from '../../ui/tags';
import { SharingTabs } from './tabs';

const at = (id: string) => `/sharing/groups/${encodeURIComponent(id)}`;

export function Groups() {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const list = useList('/api/v1/sharing/groups');
  const [making, setMaking] = useState(false);
  return (
    <Page
      title={t('sharing.groups')}
      extra={may('group_write') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>{t('groups.create')}</Button> : null}
    >
      <SharingTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('groups.explain')} />
      <DataTable<GroupRow>
        label={t('sharing.groups')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(at(row.id))}
        columns={[
          { title: t('groups.name'), render: (_, row) => <Go to={at(row.id)}>{row.name}</Go> },
          { title: t('groups.purpose'), dataIndex: 'purpose', className: 'wrap' },
          { title: t('groups.owner'), render: (_, row) => (row.own ? <Tag color="blue">{t('groups.own')}</Tag> : row.owner_name) },
          { title: t('groups.standing'), render: (_, row) => <Standing group={row} /> },
          { title: t('groups.reaches'), align: 'right', render: (_, row) => row.reaches ?? '' },
        ]}
      />
      <Drawer open={making} onClose={() => setMaking(false)} size={560} title={t('groups.create')} destroyOnHidden>
        <Editor onDone={() => setMaking(false)} />
      </Drawer>
    </Page>
  );
}

function Standing({ group }: { group: GroupRow }) {
  const { t } = useTranslation();
  const word = useWord();
  if (group.dissolved) return <Tag>{t('groups.dissolved')}</Tag>;
  if (group.own) return <Tag color="green">{t('groups.active')}</Tag>;
  if (!group.said) return <Tag color="orange">{t('groups.invited')}</Tag>;
  return <Tag color={group.said === 'joined' ? 'green' : 'default'}>{word('membership', group.said)}</Tag>;
}

/** One group: whom it names, by which rule, and who has joined. */
export function Group() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const group = useGet('/api/v1/sharing/groups/{id}', { path: { id } });
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const row = group.data;
  return (
    <Page
      back="/sharing/groups"
      title={row ? <>{row.name} <Standing group={row} /></> : t('sharing.groups')}
      extra={row && row.own && may('group_write') && !row.dissolved ? <><Dissolve group={row} /><Button onClick={() => setEditing(true)}>{t('groups.edit')}</Button></> : row && !row.own && may('group_write') ? <Join group={row} /> : null}
    >
      <Ready query={group}>{(data) => <Content group={data} />}</Ready>
      <Drawer open={editing} onClose={() => setEditing(false)} size={560} title={t('groups.edit')} destroyOnHidden>
        {row ? <Editor group={row} onDone={() => setEditing(false)} /> : null}
      </Drawer>
    </Page>
  );
}

function Content({ group }: { group: GroupDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="stack">
      <Fields column={2} rows={[[t('groups.purpose'), group.purpose], [t('groups.owner'), group.owner_name], [t('groups.rules'), group.rules.length > 0 ? <span key="r" className="tags">{group.rules.map((rule, index) => <Tag key={index}>{[rule.region ? word('region', rule.region) : '', rule.industry ?? '', rule.kind ? word('tenant_kind', rule.kind) : ''].filter(Boolean).join(' · ')}</Tag>)}</span> : undefined], [t('groups.reaches'), group.reaches]]} />
      {group.own ? (
        <DataTable<MemberRow>
          label={t('groups.roll')}
          list={still(group.roll)}
          rowKey={(row) => row.tenant}
          columns={[
            { title: t('groups.member'), dataIndex: 'tenant_name' },
            { title: t('tenants.kind'), render: (_, row) => word('tenant_kind', row.kind) },
            { title: t('groups.by'), render: (_, row) => t(row.by_path ? 'groups.by_path' : 'groups.by_rule') },
            { title: t('groups.said'), render: (_, row) => (row.said ? word('membership', row.said) : <span className="muted">{t('groups.silent')}</span>) },
            { title: t('groups.said_at'), render: (_, row) => <Time ms={row.said_at} /> },
            { title: t('groups.reached'), render: (_, row) => <Tag color={row.reached ? 'green' : 'default'}>{t(row.reached ? 'groups.reached_yes' : 'groups.reached_no')}</Tag> },
          ]}
        />
      ) : (
        <Card size="small">{t('groups.only_owner')}</Card>
      )}
    </div>
  );
}

function Join({ group }: { group: GroupDetail }) {
  const { t } = useTranslation();
  const say = useCommand((state: MembershipState) => call('post', '/api/v1/sharing/groups/{id}/membership', { path: { id: group.id }, body: { state } }), t('groups.told'));
  if (group.dissolved) return null;
  if (group.said === 'joined') {
    return (
      <Popconfirm title={t('groups.leave_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => say.mutate('left')}>
        <Button danger loading={say.isPending}>{t('groups.leave')}</Button>
      </Popconfirm>
    );
  }
  return <Button type="primary" loading={say.isPending} onClick={() => say.mutate('joined')}>{t('groups.join')}</Button>;
}

function Dissolve({ group }: { group: GroupDetail }) {
  const { t } = useTranslation();
  const body: GroupDraft = { name: group.name, purpose: group.purpose, members: group.members, rules: group.rules, dissolved: true };
  const end = useCommand(() => call('put', '/api/v1/sharing/groups/{id}', { path: { id: group.id }, body }), t('groups.saved'));
  return (
    <Popconfirm title={t('groups.dissolve_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => end.mutate(undefined)}>
      <Button danger loading={end.isPending}>{t('groups.dissolve')}</Button>
    </Popconfirm>
  );
}

function Editor({ group, onDone }: { group?: GroupDetail; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const required = { required: true, whitespace: true, message: t('form.required') };
  const save = useCommand<GroupDraft, unknown>(
    (body) => (group ? call('put', '/api/v1/sharing/groups/{id}', { path: { id: group.id }, body }) : call('post', '/api/v1/sharing/groups', { body })),
    t('groups.saved'),
  );
  const clean = (draft: GroupDraft): GroupDraft => ({ ...draft, rules: (draft.rules ?? []).map((rule) => Object.fromEntries(Object.entries(rule).filter(([, value]) => value))) });
  return (
    <Form<GroupDraft> layout="vertical" initialValues={group ? { name: group.name, purpose: group.purpose, members: group.members, rules: group.rules } : { members: [], rules: [] }} onFinish={(draft) => save.mutate(clean(draft), { onSuccess: onDone })}>
      <Form.Item name="name" label={t('groups.name')} rules={[required]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="purpose" label={t('groups.purpose')} rules={[required]}>
        <Input.TextArea rows={2} maxLength={500} showCount />
      </Form.Item>
      <Form.Item name="members" label={t('groups.members')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      <Form.List name="rules">
        {(rows, { add, remove }) => (
          <Card size="small" title={t('groups.rules')} style={{ marginBottom: 16 }} extra={<Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({})}>{t('groups.add_rule')}</Button>}>
            <p className="muted">{t('groups.rules_explain')}</p>
            {rows.map(({ key, name }) => (
              <Space key={key} align="start" wrap>
                <Form.Item name={[name, 'region']}>
                  <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('loops.region')} aria-label={t('loops.region')} style={{ width: 140 }} options={Object.keys(PLACES).map((value) => ({ value, label: word('region', value) }))} />
                </Form.Item>
                <Form.Item name={[name, 'industry']}>
                  <Input placeholder={t('tenants.industry')} aria-label={t('tenants.industry')} style={{ width: 130 }} maxLength={2} />
                </Form.Item>
                <Form.Item name={[name, 'kind']}>
                  <Select allowClear placeholder={t('tenants.kind')} aria-label={t('tenants.kind')} style={{ width: 170 }} options={TENANT_KINDS.map((value) => ({ value, label: word('tenant_kind', value) }))} />
                </Form.Item>
                <Button type="text" icon={<MinusCircleOutlined aria-hidden />} aria-label={t('action.remove')} onClick={() => remove(name)} />
              </Space>
            ))}
          </Card>
        )}
      </Form.List>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('action.save')}
      </Button>
    </Form>
  );
}
