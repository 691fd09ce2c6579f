// Deputies: whose work is also shown to whom, for how long.
import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Form, Modal, Popconfirm, Select, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useList } from '../../api/hooks';
import type { DeputyDraft, DeputyRow } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { useMe } from '../../me';
import { Page } from '../../ui/page';
import { DataTable } from '../../ui/table';
import { StateTag, Time } from '../../ui/tags';
import { InboxTabs } from './tabs';

const KINDS = ['notice', 'hazard', 'task', 'filing', 'draft', 'ask', 'consent', 'report', 'supervision'];

export function Deputies() {
  const { t } = useTranslation();
  const word = useWord();
  const { login } = useMe();
  const may = useMay();
  const list = useList('/api/v1/deputies');
  const [adding, setAdding] = useState(false);
  const end = useCommand((id: string) => call('delete', '/api/v1/deputies/{id}', { path: { id } }), t('deputies.ended'));
  return (
    <Page title={t('deputies.title')} extra={may('inbox_manage') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t('deputies.add')}</Button> : null}>
      <InboxTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('deputies.explain')} />
      <DataTable<DeputyRow>
        label={t('deputies.title')}
        list={list}
        rowKey={(row) => row.id}
        columns={[
          { title: t('deputies.person'), render: (_, row) => row.person.name },
          { title: t('deputies.deputy'), render: (_, row) => row.deputy.name },
          { title: t('deputies.kinds'), className: 'wrap', render: (_, row) => (row.kinds.length === 0 ? t('deputies.all') : <span className="tags">{row.kinds.map((kind) => <Tag key={kind}>{word('waiting_kind', kind)}</Tag>)}</span>) },
          { title: t('deputies.from'), render: (_, row) => <Time ms={row.from} /> },
          { title: t('deputies.until'), render: (_, row) => <Time ms={row.until} /> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="deputy_state" state={row.state} /> },
          {
            title: '',
            render: (_, row) =>
              ['coming', 'active'].includes(row.state) && (row.person.login === login || may('user_manage')) ? (
                <Popconfirm title={t('deputies.end_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => end.mutate(row.id)}>
                  <Button size="small">{t('deputies.end')}</Button>
                </Popconfirm>
              ) : null,
          },
        ]}
      />
      {adding ? <Add onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function Add({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const { login } = useMe();
  const people = useList('/api/v1/inbox/people');
  const required = { required: true, message: t('form.required') };
  const add = useCommand((body: DeputyDraft) => call('post', '/api/v1/deputies', { body }), t('deputies.added'));
  return (
    <Modal open title={t('deputies.add')} footer={null} onCancel={onClose}>
      <Form<{ deputy: string; span: [Dayjs, Dayjs]; kinds: string[] }>
        layout="vertical"
        initialValues={{ span: [dayjs().startOf('day'), dayjs().add(7, 'day').endOf('day')], kinds: [] }}
        onFinish={({ deputy, span, kinds }) => add.mutate({ deputy, from: span[0].startOf('day').valueOf(), until: span[1].endOf('day').valueOf(), kinds }, { onSuccess: onClose })}
      >
        <Form.Item name="deputy" label={t('deputies.deputy')} rules={[required]}>
          <Select showSearch={{ optionFilterProp: 'label' }} options={people.items.filter((person) => person.login !== login).map((person) => ({ value: person.login, label: `${person.name} (${person.login})` }))} />
        </Form.Item>
        <Form.Item name="span" label={t('deputies.span')} rules={[required]}>
          <DatePicker.RangePicker />
        </Form.Item>
        <Form.Item name="kinds" label={t('deputies.kinds')} extra={t('deputies.kinds_explain')}>
          <Select mode="multiple" options={KINDS.map((value) => ({ value, label: word('waiting_kind', value) }))} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={add.isPending}>{t('action.save')}</Button>
      </Form>
    </Modal>
  );
}
