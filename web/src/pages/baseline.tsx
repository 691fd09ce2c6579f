import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Form, InputNumber, Modal, Popconfirm, Statistic, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, text } from '../api/client';
import { useCommand, useGet, useList } from '../api/hooks';
import type { BaselineRow, ProbeEvent } from '../api/types';
import { captureMs, count } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { BaselineTabs } from '../ui/baseline-tabs';
import { download } from '../ui/download';
import { pick, useFilter } from '../ui/filters';
import { timeOf } from '../ui/observation';
import { Page, Ready } from '../ui/page';
import { DataTable, Filters } from '../ui/table';
import { CaptureTime, Host, Time, useSpan } from '../ui/tags';

type Change = { learning_seconds?: number; learning_until?: number };

/** The learned commands, and the window in which they are learned. */
export function Baseline() {
  const { t } = useTranslation();
  const span = useSpan();
  const word = useWord();
  const status = useGet('/api/v1/baseline');
  const [filter] = useFilter();
  const list = useList('/api/v1/baseline/entries', pick(filter, ['q']));
  return (
    <Page title={t('nav.baseline')} extra={<Export />}>
      <BaselineTabs />
      <Ready query={status}>
        {(data) => (
          <Card size="small" style={{ marginBottom: 10 }}>
            <div className="facts">
              <Statistic title={t('baseline.status')} valueRender={() => <Tag color={data.learning ? 'gold' : 'green'}>{t(data.learning ? 'baseline.learning' : 'baseline.watching')}</Tag>} />
              <Statistic title={t('baseline.entries')} value={data.entries} />
              <Statistic title={t('baseline.window')} value={span(data.learning_seconds * 1000)} />
              <Statistic title={t('baseline.until')} valueRender={() => (data.learning_until == null ? <span>–</span> : <Time ms={captureMs(data.learning_until)} />)} />
              <Window learning={data.learning} seconds={data.learning_seconds} />
            </div>
            <Alert type={data.learning ? 'warning' : 'info'} showIcon style={{ marginTop: 10 }} title={t(data.learning ? 'baseline.learning_explain' : 'baseline.watching_explain')} />
          </Card>
        )}
      </Ready>
      <Filters specs={[{ name: 'q', label: t('baseline.search'), width: 260 }]} />
      <DataTable<BaselineRow>
        label={t('nav.baseline')}
        list={list}
        rowKey={(row) => row.key}
        columns={[
          { title: t('asset.client'), render: (_, row) => <Host host={row.client} /> },
          { title: t('asset.server'), render: (_, row) => <Host host={row.server} /> },
          { title: t('observation.protocol'), render: (_, row) => <Tag color="blue">{row.protocol}</Tag> },
          { title: t('observation.operation'), dataIndex: 'operation' },
          { title: t('baseline.origin'), render: (_, row) => <Tag color={row.origin === 'accepted' ? 'gold' : 'default'}>{word('baseline_origin', row.origin)}</Tag> },
          { title: t('baseline.space'), dataIndex: 'space' },
          { title: t('baseline.range'), render: (_, row) => (row.range ? `${row.range[0]}–${row.range[1]}` : '') },
          { title: t('baseline.count'), align: 'right', render: (_, row) => count(row.count) },
          { title: t('assets.first'), render: (_, row) => <CaptureTime ns={row.first} /> },
          { title: t('assets.last'), render: (_, row) => <CaptureTime ns={row.last} /> },
        ]}
      />
    </Page>
  );
}

/** The allow-list as rules that any Suricata reads. */
function Export() {
  const { t } = useTranslation();
  const get = useCommand(() => text('/api/v1/baseline/suricata'));
  return (
    <Button
      icon={<DownloadOutlined aria-hidden />}
      loading={get.isPending}
      title={t('baseline.export_explain')}
      onClick={() => get.mutate(undefined, { onSuccess: (rules) => download('baseline.rules', rules, 'text/plain') })}
    >
      {t('baseline.export')}
    </Button>
  );
}

function Window({ learning, seconds }: { learning: boolean; seconds: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const newest = useGet('/api/v1/observations', { query: { limit: 1 } });
  const change = useCommand((body: Change) => call('put', '/api/v1/baseline', { body }), t('baseline.changed'));
  if (!may('baseline_write')) return null;
  const end = () => change.mutate({ learning_until: presentOf(newest.data?.items[0]?.event as unknown as ProbeEvent | undefined) });
  return (
    <>
      {learning ? (
        <Popconfirm title={t('baseline.end_sure')} onConfirm={end} okText={t('baseline.end')} cancelText={t('action.cancel')}>
          <Button type="primary" loading={change.isPending}>
            {t('baseline.end')}
          </Button>
        </Popconfirm>
      ) : null}
      <Button onClick={() => setOpen(true)}>{t('baseline.extend')}</Button>
      <Modal open={open} title={t('baseline.extend')} footer={null} onCancel={() => setOpen(false)} destroyOnHidden>
        <Form<{ minutes: number }>
          layout="vertical"
          initialValues={{ minutes: Math.max(1, Math.round(seconds / 60)) }}
          onFinish={({ minutes }) => change.mutate({ learning_seconds: Math.round(minutes * 60) }, { onSuccess: () => setOpen(false) })}
        >
          <Form.Item name="minutes" label={t('baseline.minutes')} extra={t('baseline.minutes_explain')} rules={[{ required: true, message: t('form.required') }]}>
            <InputNumber min={1} max={129600} style={{ width: '100%' }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('action.save')}
          </Button>
        </Form>
      </Modal>
    </>
  );
}

/** The capture's own present: the newest event's time, else this browser's clock. */
function presentOf(event: ProbeEvent | undefined): number {
  return (event && timeOf(event)) || Date.now() * 1e6;
}
