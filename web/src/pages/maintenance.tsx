import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Form, Input, Modal, Popconfirm, Select, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { MaintenanceDraft, MaintenanceWindow } from '../api/types';
import { useMay } from '../may';
import { BaselineTabs } from '../ui/baseline-tabs';
import { Page } from '../ui/page';
import { DataTable } from '../ui/table';
import { Host, StateTag, Time, useSpan } from '../ui/tags';

/** When work is done on the plant: what departs from the baseline then is told as information. */
export function Maintenance() {
  const { t } = useTranslation();
  const may = useMay();
  const span = useSpan();
  const list = useList('/api/v1/maintenance-windows');
  const [adding, setAdding] = useState(false);
  const withdraw = useCommand((id: string) => call('delete', '/api/v1/maintenance-windows/{id}', { path: { id } }), t('maintenance.withdrawn'));
  const removable = (row: MaintenanceWindow) => may('baseline_write') && ['planned', 'running'].includes(row.state);
  return (
    <Page
      title={t('nav.review')}
      extra={may('baseline_write') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t('maintenance.add')}</Button> : null}
    >
      <BaselineTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('maintenance.explain')} />
      <DataTable<MaintenanceWindow>
        label={t('maintenance.title')}
        list={list}
        rowKey={(row) => row.id}
        empty={t('maintenance.none')}
        columns={[
          { title: t('maintenance.state'), render: (_, row) => <StateTag group="maintenance_state" state={row.state} /> },
          { title: t('maintenance.from'), render: (_, row) => <Time ms={row.from} /> },
          { title: t('maintenance.to'), render: (_, row) => <Time ms={row.to} /> },
          { title: t('maintenance.length'), render: (_, row) => span(row.to - row.from) },
          { title: t('maintenance.hosts'), render: (_, row) => (row.hosts.length > 0 ? <span className="tags">{row.hosts.map((host) => <Tag key={host}><Host host={host} /></Tag>)}</span> : t('maintenance.whole')) },
          { title: t('maintenance.reason'), className: 'wrap', dataIndex: 'reason' },
          { title: t('maintenance.author'), dataIndex: 'author' },
          {
            title: '',
            render: (_, row) =>
              removable(row) ? (
                <Popconfirm title={t('maintenance.withdraw_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => withdraw.mutate(row.id)}>
                  <Button size="small" danger>{t('maintenance.withdraw')}</Button>
                </Popconfirm>
              ) : null,
          },
        ]}
      />
      <Modal open={adding} title={t('maintenance.add')} footer={null} onCancel={() => setAdding(false)} destroyOnHidden>
        <Draft onDone={() => setAdding(false)} />
      </Modal>
    </Page>
  );
}

interface DraftForm {
  time: [Dayjs, Dayjs];
  hosts: string[];
  reason: string;
}

function Draft({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const required = { required: true, message: t('form.required') };
  const add = useCommand((body: MaintenanceDraft) => call('post', '/api/v1/maintenance-windows', { body }), t('maintenance.added'));
  const submit = ({ time, hosts, reason }: DraftForm) =>
    add.mutate({ from: time[0].valueOf(), to: time[1].valueOf(), hosts, reason: reason.trim() }, { onSuccess: onDone });
  return (
    <Form<DraftForm> layout="vertical" initialValues={{ time: [dayjs(), dayjs().add(2, 'hour')], hosts: [] }} onFinish={submit}>
      <Form.Item name="time" label={t('maintenance.time')} rules={[required]}>
        <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" style={{ width: '100%' }} allowClear={false} />
      </Form.Item>
      <Form.Item name="hosts" label={t('maintenance.hosts')} extra={t('maintenance.hosts_explain')}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ', ';']} placeholder="10.20.1.10" />
      </Form.Item>
      <Form.Item name="reason" label={t('maintenance.reason')} rules={[{ ...required, whitespace: true }]}>
        <Input.TextArea rows={3} maxLength={500} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={add.isPending}>
        {t('maintenance.add')}
      </Button>
    </Form>
  );
}
