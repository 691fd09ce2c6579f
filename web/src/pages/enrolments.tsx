import { PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, InputNumber, Modal, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { EnrolmentDraft, EnrolmentRow } from '../api/types';
import { dateTime } from '../format';
import { useWord } from '../i18n/words';
import { NODE_KINDS } from '../ui/choices';
import { ShownOnce } from '../ui/once';
import { Page } from '../ui/page';
import { Audience } from '../ui/policy';
import { DataTable } from '../ui/table';
import { Due, StateTag } from '../ui/tags';
import { NodeTabs } from './scorecard';

/** Invitations to nodes below this one: each is shown once and can be used once. */
export function Enrolments() {
  const { t } = useTranslation();
  const word = useWord();
  const list = useList('/api/v1/nodes/enrolments');
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ invitation: string; expires: number }>();
  const withdraw = useCommand((id: string) => call('delete', '/api/v1/nodes/enrolments/{id}', { path: { id } }), t('enrolments.withdrawn'));
  return (
    <Page
      title={t('enrolments.title')}
      extra={<Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>{t('enrolments.create')}</Button>}
    >
      <NodeTabs />
      <DataTable<EnrolmentRow>
        label={t('enrolments.title')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('nodes.name'), dataIndex: 'name' },
          { title: t('nodes.kind'), render: (_, row) => word('node_kind', row.kind) },
          { title: t('nodes.tenants'), render: (_, row) => <Audience paths={row.tenants} /> },
          { title: t('enrolments.state'), render: (_, row) => <StateTag group="enrolment_state" state={row.state} /> },
          { title: t('enrolments.expires'), render: (_, row) => <Due ms={row.expires} done={row.state !== 'open'} /> },
          {
            title: '',
            render: (_, row) =>
              row.state === 'open' ? (
                <Popconfirm title={t('enrolments.withdraw_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => withdraw.mutate(row.id)}>
                  <Button size="small">{t('enrolments.withdraw')}</Button>
                </Popconfirm>
              ) : null,
          },
        ]}
      />
      <CreateModal open={making} onClose={() => setMaking(false)} onMade={setMade} />
      <ShownOnce
        title={t('enrolments.made')}
        secret={made ? { label: t('enrolments.invitation'), value: made.invitation, note: t('enrolments.invitation_note', { time: dateTime(made.expires) }) } : undefined}
        onClose={() => setMade(undefined)}
      />
    </Page>
  );
}

interface CreateProps {
  open: boolean;
  onClose: () => void;
  onMade: (made: { invitation: string; expires: number }) => void;
}

function CreateModal({ open, onClose, onMade }: CreateProps) {
  const { t } = useTranslation();
  const word = useWord();
  const required = { required: true, message: t('form.required') };
  const create = useCommand((body: EnrolmentDraft) => call('post', '/api/v1/nodes/enrolments', { body }));
  const submit = (draft: EnrolmentDraft) =>
    create.mutate(draft, {
      onSuccess: (made) => {
        onClose();
        onMade(made as { invitation: string; expires: number });
      },
    });
  return (
    <Modal open={open} title={t('enrolments.create')} footer={null} onCancel={onClose} destroyOnHidden>
      <Form<EnrolmentDraft> layout="vertical" initialValues={{ kind: 'enterprise', valid_days: 7, tenants: [] }} onFinish={submit}>
        <Form.Item name="name" label={t('nodes.name')} rules={[required]}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item name="kind" label={t('nodes.kind')} rules={[required]}>
          <Select options={NODE_KINDS.map((value) => ({ value, label: word('node_kind', value) }))} />
        </Form.Item>
        <Form.Item name="tenants" label={t('nodes.tenants')} extra={t('enrolments.tenants_explain')} rules={[required]}>
          <Select mode="tags" tokenSeparators={[' ', ',']} placeholder="cn/32/ent/…" />
        </Form.Item>
        <Form.Item name="valid_days" label={t('enrolments.valid_days')} rules={[required]}>
          <InputNumber min={1} max={30} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('enrolments.create')}
        </Button>
      </Form>
    </Modal>
  );
}
