// The organisation's own master record: what the directory and settled filings say of it, and what
// it says itself; forms are prefilled from both.
import { Alert, Button, Card, Form, Input, InputNumber, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { Answers, OrganisationView, Value } from '../api/filing';
import { useCommand, useGet } from '../api/hooks';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { Fields } from '../ui/fields';
import { Page, Ready } from '../ui/page';
import { usePageTitle } from './filing/title';

/** Facts that shipped forms ask for; a record may hold more, which are kept as they are. */
const FACTS = ['enterprise_type', 'data_level', 'size', 'employees', 'revenue', 'address', 'legal_representative', 'contact', 'phone', 'email'];
const NUMBERS = ['employees', 'revenue'];
/** Facts that are one of a list: codes-cn/enterprise_types, data_levels, enterprise_sizes. */
const CHOICES: Record<string, string[]> = {
  enterprise_type: ['IND', 'PLT', 'IDN'],
  data_level: ['general', 'important', 'core'],
  size: ['large', 'medium', 'small', 'micro'],
};

/** A code of such a fact in the reader's words. */
function useChoice(): (name: string, code: string) => string {
  const word = useWord();
  return (name, code) => (name === 'enterprise_type' ? word('enterprise_type', code) : name === 'data_level' ? word('data_level', code) : word('organisation_size', code));
}

const shown = (value: Value | undefined): string => (value === undefined || value === null ? '' : typeof value === 'object' ? Object.entries(value).map(([key, one]) => `${key} ${String(one)}`).join('、') : String(value));

export function Organisation() {
  const { t } = useTranslation();
  usePageTitle(t('organisation.title'));
  const record = useGet('/api/v1/organisation');
  return (
    <Page title={t('organisation.title')} back="/filings">
      <Ready query={record}>{(data) => <Record key={data.revision} record={data} />}</Ready>
    </Page>
  );
}

/** What a fact is typed into; antd hands value and change on. */
function FactInput({ name, ...rest }: { name: string }) {
  const choice = useChoice();
  const choices = CHOICES[name];
  if (choices) return <Select allowClear options={choices.map((value) => ({ value, label: choice(name, value) }))} {...rest} />;
  if (NUMBERS.includes(name)) return <InputNumber min={0} controls={false} style={{ width: '100%' }} {...rest} />;
  return <Input maxLength={200} {...rest} />;
}

function Record({ record }: { record: OrganisationView }) {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const [form] = Form.useForm<Answers>();
  const save = useCommand(
    async (values: Answers) => {
      const facts = Object.fromEntries(Object.entries({ ...record.facts, ...values }).filter(([, value]) => value !== undefined && value !== null && value !== ''));
      return call('put', '/api/v1/organisation', { body: { facts, revision: record.revision } });
    },
    t('organisation.saved'),
  );
  const names = [...new Set([...FACTS, ...Object.keys(record.facts).filter((name) => typeof record.facts[name] !== 'object')])];
  return (
    <div className="columns-even">
      <Card size="small" title={t('organisation.given')}>
        <Fields column={1} rows={Object.entries(record.given).map(([name, value]) => [word('organisation_fact', name), name === 'kind' ? word('tenant_kind', shown(value)) : shown(value)])} />
        <p className="muted">{t('organisation.given_explain')}</p>
      </Card>
      <Card size="small" title={t('organisation.facts')}>
        <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('organisation.facts_explain')} />
        <Form<Answers> form={form} layout="horizontal" labelCol={{ span: 7 }} initialValues={record.facts} disabled={!may('filing_write')} onFinish={(values) => save.mutate(values)}>
          {names.map((name) => (
            <Form.Item key={name} name={name} label={word('organisation_fact', name)}>
              <FactInput name={name} />
            </Form.Item>
          ))}
          <Space>
            <Button type="primary" htmlType="submit" loading={save.isPending}>{t('action.save')}</Button>
          </Space>
        </Form>
      </Card>
    </div>
  );
}
