// Which filings to look at closely: drawn with a seed that is printed, so that anybody can draw again.
import { PrinterOutlined } from '@ant-design/icons';
import { Button, Card, Form, Input, InputNumber, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { FilingRow, SamplingPlan } from '../../api/filing';
import { useCommand } from '../../api/hooks';
import { useProcedurePacks } from '../../filing/procedures';
import { ExampleBadge, FilingState, Results } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { objectPage } from '../../url';
import { FilingTabs } from './tabs';
import { usePageTitle } from './title';

interface Values {
  procedure: string;
  period?: string;
  state?: string;
  size: number;
  by: string;
  seed?: number | null;
}

export function Sampling() {
  const { t } = useTranslation();
  const title = useTitle();
  usePageTitle(t('sampling.title'));
  const packs = useProcedurePacks();
  const [plan, setPlan] = useState<SamplingPlan>();
  const draw = useCommand(async ({ period, state, seed, ...rest }: Values) =>
    setPlan(await call('post', '/api/v1/filings/sampling', { body: { ...rest, period: period?.trim() ?? '', state: state?.trim() ?? '', ...(seed === undefined || seed === null ? {} : { seed }) } })),
  );
  const known = new Map(packs.items.map((pack) => [pack.id, pack]));
  return (
    <Page title={t('sampling.title')} extra={plan ? <Button icon={<PrinterOutlined aria-hidden />} onClick={() => print()}>{t('sampling.print')}</Button> : null}>
      <FilingTabs />
      <Card size="small" className="filters-card">
        <Form<Values> layout="inline" initialValues={{ size: 20, by: 'none' }} onFinish={(values) => draw.mutate(values)}>
          <Form.Item name="procedure" label={t('filings.procedure')} rules={[{ required: true, message: t('form.required') }]}>
            <Select style={{ minWidth: 240 }} loading={packs.loading} showSearch={{ optionFilterProp: 'label' }} options={[...known].map(([value, pack]) => ({ value, label: title(pack.title) }))} />
          </Form.Item>
          <Form.Item name="period" label={t('filings.period')}>
            <Input style={{ width: 90 }} />
          </Form.Item>
          <Form.Item name="size" label={t('sampling.size')} rules={[{ required: true, message: t('form.required') }]}>
            <InputNumber min={1} max={1000} precision={0} style={{ width: 80 }} />
          </Form.Item>
          <Form.Item name="by" label={t('sampling.by')}>
            <Select style={{ width: 120 }} options={(['none', 'grade', 'industry'] as const).map((value) => ({ value, label: t(`sampling.by_${value}`) }))} />
          </Form.Item>
          <Form.Item name="seed" label={t('sampling.seed')} tooltip={t('sampling.seed_hint')}>
            <InputNumber min={0} precision={0} controls={false} style={{ width: 150 }} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={draw.isPending}>{t('sampling.draw')}</Button>
        </Form>
      </Card>
      {plan ? <Plan plan={plan} /> : <p className="muted">{t('sampling.explain')}</p>}
    </Page>
  );
}

function Plan({ plan }: { plan: SamplingPlan }) {
  const { t } = useTranslation();
  const title = useTitle();
  return (
    <div className="stack">
      <Fields
        column={3}
        rows={[
          [t('sampling.seed'), <b key="s" className="mono" data-testid="seed">{plan.seed}</b>],
          [t('sampling.population'), plan.population],
          [t('sampling.drawn'), plan.drawn.length],
          [t('sampling.method'), t('sampling.method_text')],
        ]}
      />
      <Table<FilingRow>
        size="small"
        rowKey="id"
        dataSource={plan.drawn}
        pagination={false}
        columns={[
          { title: '#', width: 50, align: 'right', render: (_, __, at) => at + 1 },
          { title: t('filings.applicant'), render: (_, row) => <><Go to={objectPage('filings', row.id)}>{row.applicant_name}</Go> <ExampleBadge show={row.example} /></> },
          { title: t('filings.procedure'), render: (_, row) => title(row.procedure_title) },
          { title: t('filings.subject'), dataIndex: 'subject' },
          { title: t('notices.state'), render: (_, row) => <FilingState row={row} /> },
          { title: t('filings.result'), render: (_, row) => <Results row={row} /> },
        ]}
      />
    </div>
  );
}
