import { useRouter } from '@tanstack/react-router';
import { Alert, Button, Form, Input, Modal, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { ProcedureRow } from '../../api/filing';
import { useCommand, useGet, wholeList } from '../../api/hooks';
import { ExampleBadge } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { ErrorBox } from '../../ui/problem';
import { objectPage } from '../../url';

interface Values {
  procedure: string;
  period?: string;
  subject?: string;
  parties?: Record<string, string>;
}

/** Begins a filing: which procedure, for which period and subject, with whom. */
export function BeginModal({ procedure, onClose }: { procedure: string; onClose: () => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  const router = useRouter();
  const [form] = Form.useForm<Values>();
  const list = wholeList(useGet('/api/v1/procedures'));
  const chosen = Form.useWatch('procedure', form) ?? procedure;
  const row = list.items.find((one) => one.id === chosen);
  const begin = useCommand(async (values: Values) => {
    const parties = Object.fromEntries(Object.entries(values.parties ?? {}).filter(([, tenant]) => tenant));
    return call('post', '/api/v1/filings', { body: { procedure: values.procedure, period: values.period ?? '', subject: values.subject?.trim() ?? '', parties } });
  });
  const open = ({ id }: { id: string }) => {
    onClose();
    router.history.push(objectPage('filings', id));
  };
  return (
    <Modal open title={t('filings.begin')} footer={null} width={560} onCancel={onClose}>
      {list.error ? <ErrorBox error={list.error} retry={list.retry} /> : null}
      <Form<Values> form={form} layout="vertical" initialValues={{ procedure: procedure || undefined }} onFinish={(values) => begin.mutate(values, { onSuccess: open })}>
        <Form.Item name="procedure" label={t('filings.procedure')} rules={[{ required: true, message: t('form.required') }]}>
          <Select
            loading={list.loading}
            showSearch={{ optionFilterProp: 'label' }}
            options={list.items.map((one) => ({ value: one.id, label: title(one.title), example: one.example }))}
            optionRender={(option) => <>{option.label} <ExampleBadge show={(option.data as { example?: boolean }).example} /></>}
            onChange={() => form.setFieldsValue({ period: undefined, parties: undefined })}
          />
        </Form.Item>
        {row ? <Rest key={row.id} row={row} /> : null}
        <Space>
          <Button type="primary" htmlType="submit" loading={begin.isPending} disabled={!row}>
            {t('filings.begin_button')}
          </Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
        </Space>
      </Form>
    </Modal>
  );
}

function Rest({ row }: { row: ProcedureRow }) {
  const { t } = useTranslation();
  const title = useTitle();
  // A procedure that is gone through once has one period without a name.
  const periods = row.periods.filter(Boolean);
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      {row.example ? <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('filings.example_hint')} /> : null}
      {periods.length > 0 ? (
        <Form.Item name="period" label={t('filings.period')} rules={required} initialValue={periods[0]}>
          <Select options={periods.map((value) => ({ value, label: value }))} />
        </Form.Item>
      ) : null}
      {row.subject_kind === 'organisation' ? null : (
        <Form.Item name="subject" label={title(row.subject_title) || t('filings.subject')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
          <Input maxLength={200} />
        </Form.Item>
      )}
      {row.parties.filter((party) => !party.optional || party.choices.length > 0).map((party) => (
        <Form.Item key={party.party} name={['parties', party.party]} label={title(party.title)} rules={party.optional ? [] : required}>
          <Select allowClear={party.optional} showSearch={{ optionFilterProp: 'label' }} options={party.choices.map((choice) => ({ value: choice.tenant, label: choice.name }))} />
        </Form.Item>
      ))}
    </>
  );
}
