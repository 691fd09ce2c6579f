// Sampling re-check: closed loops drawn by a printed seed, to be looked at again.
import { Alert, Button, Card, Checkbox, DatePicker, Form, Input, InputNumber, Space } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { still, useCommand } from '../../api/hooks';
import type { LoopRow, LoopSample } from '../../api/loop';
import { LoopSteps } from '../../loop/batch';
import { OutcomeTag } from '../../loop/conditions';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable } from '../../ui/table';
import { SeverityTag, Time } from '../../ui/tags';
import { loopPage } from '../../url';

interface Values {
  size: number;
  seed?: string;
  since?: Dayjs;
  mark: boolean;
}

export function LoopSampling() {
  const { t } = useTranslation();
  const [sample, setSample] = useState<LoopSample>();
  const draw = useCommand(async ({ since, seed, ...body }: Values) => setSample(await call('post', '/api/v1/loops/sampling', { body: { ...body, ...(seed ? { seed } : {}), ...(since ? { since: since.valueOf() } : {}) } })));
  return (
    <Page back="/loops" title={t('loop_sampling.title')}>
      <Card size="small" style={{ marginBottom: 12 }}>
        <p className="muted">{t('loop_sampling.explain')}</p>
        <Form<Values> layout="inline" initialValues={{ size: 10, mark: true }} onFinish={(values) => draw.mutate(values)}>
          <Space wrap align="start">
            <Form.Item name="size" label={t('loop_sampling.size')}><InputNumber min={1} max={200} /></Form.Item>
            <Form.Item name="since" label={t('loop_sampling.since')}><DatePicker /></Form.Item>
            <Form.Item name="seed" label={t('loop_sampling.seed')}><Input maxLength={64} style={{ width: 200 }} placeholder={t('loop_sampling.seed_hint')} /></Form.Item>
            <Form.Item name="mark" valuePropName="checked"><Checkbox>{t('loop_sampling.mark')}</Checkbox></Form.Item>
            <Button type="primary" htmlType="submit" loading={draw.isPending}>{t('loop_sampling.draw')}</Button>
          </Space>
        </Form>
      </Card>
      {sample ? (
        <>
          <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('loop_sampling.drawn', { count: sample.items.length, population: sample.population, seed: sample.seed })} action={<LoopSteps ids={sample.items.map((row) => row.id)} titles={new Map(sample.items.map((row) => [row.id, row.number || row.title]))} onDone={() => undefined} />} />
          <DataTable<LoopRow>
            label={t('loop_sampling.title')}
            list={still(sample.items)}
            rowKey={(row) => row.id}
            columns={[
              { title: t('notices.number'), render: (_, row) => <Go to={loopPage(row.source, row.id)}>{row.number || row.title}</Go> },
              { title: t('findings.severity'), render: (_, row) => <SeverityTag severity={row.severity} /> },
              { title: t('notices.recipient'), dataIndex: 'recipient_name' },
              { title: t('loops.closed'), render: (_, row) => <Time ms={row.closed} /> },
              { title: t('loops.rechecked'), render: (_, row) => (row.rechecked ? <OutcomeTag outcome={row.rechecked} /> : null) },
            ]}
          />
        </>
      ) : null}
    </Page>
  );
}
