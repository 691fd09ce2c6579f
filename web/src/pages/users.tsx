import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Popconfirm, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { Role, User, UserCreated, UserDraft } from '../api/types';
import { useWord } from '../i18n/words';
import { USER_ROLES } from '../ui/choices';
import { ShownOnce } from '../ui/once';
import { Page } from '../ui/page';
import { useTenantNames } from '../ui/policy';
import { DataTable } from '../ui/table';
import { StateTag, Time } from '../ui/tags';

/** Accounts: made with a one-time password that is shown once. */
export function Users() {
  const { t } = useTranslation();
  const word = useWord();
  const name = useTenantNames();
  const list = useList('/api/v1/users');
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<UserCreated>();
  const reset = useCommand((id: string) => call('post', '/api/v1/users/{id}/reset', { path: { id } }));
  const change = useCommand(({ id, ...body }: { id: string; state?: string; role?: Role }) => call('put', '/api/v1/users/{id}', { path: { id }, body }), t('users.changed'));
  return (
    <Page title={t('nav.users')} extra={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setCreating(true)}>{t('users.create')}</Button>}>
      <DataTable<User>
        label={t('nav.users')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('session.login'), dataIndex: 'login' },
          { title: t('users.name'), dataIndex: 'name' },
          {
            title: t('users.role'),
            render: (_, row) => (
              <Select<Role>
                size="small"
                variant="borderless"
                aria-label={t('users.role_of', { login: row.login })}
                value={row.role}
                popupMatchSelectWidth={false}
                options={USER_ROLES.map((value) => ({ value, label: word('role', value) }))}
                onChange={(role) => change.mutate({ id: row.id, role })}
              />
            ),
          },
          { title: t('users.tenant'), render: (_, row) => name(row.tenant) },
          { title: t('users.state'), render: (_, row) => <StateTag group="user_state" state={row.state} /> },
          { title: t('users.last_sign_in'), render: (_, row) => <Time ms={row.last_sign_in} /> },
          {
            title: t('users.actions'),
            render: (_, row) => (
              <Space>
                <Popconfirm title={t('users.reset_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => reset.mutate(row.id, { onSuccess: (done) => setMade(done as UserCreated) })}>
                  <Button size="small">{t('users.reset')}</Button>
                </Popconfirm>
                <Button size="small" onClick={() => change.mutate({ id: row.id, state: row.state === 'active' ? 'disabled' : 'active' })}>
                  {t(row.state === 'active' ? 'users.disable' : 'users.enable')}
                </Button>
              </Space>
            ),
          },
        ]}
      />
      <CreateModal open={creating} onClose={() => setCreating(false)} onMade={setMade} />
      <ShownOnce
        title={t('users.one_time')}
        secret={made ? { label: t('users.one_time_for', { login: made.login }), value: made.one_time_password, note: t('users.one_time_note') } : undefined}
        onClose={() => setMade(undefined)}
      />
    </Page>
  );
}

function CreateModal({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: (made: UserCreated) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const tenants = useList('/api/v1/tenants', { local: true, limit: 200 }, open);
  const required = { required: true, message: t('form.required') };
  const create = useCommand((body: UserDraft) => call('post', '/api/v1/users', { body }));
  const submit = (draft: UserDraft) =>
    create.mutate(draft, {
      onSuccess: (made) => {
        onClose();
        onMade(made as UserCreated);
      },
    });
  return (
    <Modal open={open} title={t('users.create')} footer={null} onCancel={onClose} destroyOnHidden>
      <Form<UserDraft> layout="vertical" onFinish={submit}>
        <Form.Item name="login" label={t('session.login')} extra={t('users.login_rule')} rules={[required]}>
          <Input maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t('users.name')} rules={[required]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="role" label={t('users.role')} rules={[required]}>
          <Select options={USER_ROLES.map((value) => ({ value, label: word('role', value) }))} />
        </Form.Item>
        <Form.Item name="tenant" label={t('users.tenant')} extra={t('users.tenant_explain')}>
          <Select allowClear options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('users.create')}
        </Button>
      </Form>
    </Modal>
  );
}
