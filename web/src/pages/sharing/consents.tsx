// Consents: what an enterprise lets an authority pass on, to whom, until when.
import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker, Drawer, Form, Input, Select, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useList } from '../../api/hooks';
import type { ConsentAnswer, ConsentAsk, ConsentRow, Receivers } from '../../api/sharing';
import { short } from '../../format';
import { useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { useMe } from '../../me';
import { AudienceEditor, AudienceTags, useShareable } from '../../ui/audience';
import { Fields } from '../../ui/fields';
import { useFilter, pick } from '../../ui/filters';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { Due, StateTag, Time } from '../../ui/tags';
import { SharingTabs } from './tabs';

const STATES = ['asked', 'granted', 'refused', 'withdrawn', 'expired'];

export function Consents() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const { tenant } = useMe();
  const [filter] = useFilter();
  const list = useList('/api/v1/sharing/consents', pick(filter, ['state']));
  const [open, setOpen] = useState<string>();
  const [asking, setAsking] = useState(false);
  const shown = list.items.find((row) => row.id === open);
  return (
    <Page title={t('sharing.consents')} extra={may('consent_ask') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAsking(true)}>{t('consents.ask')}</Button> : null}>
      <SharingTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('consents.explain')} />
      <Filters specs={[{ name: 'state', label: t('notices.state'), options: STATES.map((value) => ({ value, label: word('consent_state', value) })) }]} />
      <DataTable<ConsentRow>
        label={t('sharing.consents')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        columns={[
          { title: t('consents.subject'), render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setOpen(row.id)}><Subject row={row} /></Button> },
          { title: t('consents.enterprise'), dataIndex: 'enterprise_name' },
          { title: t('consents.authority'), dataIndex: 'authority_name' },
          { title: t('consents.receivers'), className: 'wrap', render: (_, row) => <AudienceTags audience={row.receivers} /> },
          { title: t('notices.state'), render: (_, row) => <StateTag group="consent_state" state={row.state} /> },
          { title: t('consents.until'), render: (_, row) => <Due ms={row.until} done={row.state !== 'granted'} /> },
          { title: t('consents.asked'), render: (_, row) => <Time ms={row.asked} /> },
        ]}
      />
      <Drawer open={shown !== undefined} onClose={() => setOpen(undefined)} size={560} title={t('consents.one')} destroyOnHidden>
        {shown ? <Consent row={shown} answers={shown.enterprise === tenant && may('consent_give')} onDone={() => setOpen(undefined)} /> : null}
      </Drawer>
      <Drawer open={asking} onClose={() => setAsking(false)} size={560} title={t('consents.ask')} destroyOnHidden>
        <Ask onDone={() => setAsking(false)} />
      </Drawer>
    </Page>
  );
}

function Subject({ row }: { row: ConsentRow }) {
  const { t } = useTranslation();
  const word = useWord();
  const kind = row.subject.kind ? word('record_kind', row.subject.kind) : '';
  return <>{row.subject.object ? `${kind} ${short(row.subject.object, 13)}` : t('consents.all_of', { kind })}</>;
}

function Consent({ row, answers, onDone }: { row: ConsentRow; answers: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState('');
  const [until, setUntil] = useState<Dayjs | null>(null);
  const say = useCommand((answer: ConsentAnswer['answer']) => call('post', '/api/v1/sharing/consents/{id}/answer', { path: { id: row.id }, body: { answer, note, ...(until ? { until: until.endOf('day').valueOf() } : {}) } }), t('consents.told'));
  const tell = (answer: ConsentAnswer['answer']) => say.mutate(answer, { onSuccess: onDone });
  return (
    <div className="stack">
      <Fields
        column={1}
        rows={[
          [t('notices.state'), <StateTag key="s" group="consent_state" state={row.state} />],
          [t('consents.subject'), <Subject key="u" row={row} />],
          [t('consents.authority'), row.authority_name],
          [t('consents.enterprise'), row.enterprise_name],
          [t('consents.receivers'), <AudienceTags key="r" audience={row.receivers} />],
          [t('consents.until'), <Time key="t" ms={row.until} />],
          [t('consents.reason'), row.reason],
          [t('consents.note'), row.note],
          [t('consents.asked'), <Time key="a" ms={row.asked} />],
          [t('consents.answered'), row.answered ? <Time key="w" ms={row.answered} /> : undefined],
        ]}
      />
      {answers && ['asked', 'granted'].includes(row.state) ? (
        <Form layout="vertical">
          <Form.Item label={t('consents.note')}>
            <Input.TextArea aria-label={t('consents.note')} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
          </Form.Item>
          {row.state === 'asked' ? (
            <>
              <Form.Item label={t('consents.shorter')}>
                <DatePicker aria-label={t('consents.shorter')} value={until} onChange={setUntil} maxDate={dayjs(row.until)} />
              </Form.Item>
              <Space>
                <Button type="primary" loading={say.isPending} onClick={() => tell('grant')}>{t('consents.grant')}</Button>
                <Button danger loading={say.isPending} onClick={() => tell('refuse')}>{t('consents.refuse')}</Button>
              </Space>
            </>
          ) : (
            <Button danger loading={say.isPending} onClick={() => tell('withdraw')}>{t('consents.withdraw')}</Button>
          )}
        </Form>
      ) : null}
    </div>
  );
}

interface AskForm {
  enterprise: string;
  kind: string;
  object?: string;
  receivers: Receivers;
  until: Dayjs;
  reason: string;
}

function Ask({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const kinds = useShareable();
  const enterprises = useList('/api/v1/tenants', { kind: 'enterprise', limit: 200 });
  const required = { required: true, message: t('form.required') };
  const ask = useCommand((body: ConsentAsk) => call('post', '/api/v1/sharing/consents', { body }), t('consents.sent'));
  const draft = (form: AskForm): ConsentAsk => ({
    enterprise: form.enterprise,
    subject: { kind: form.kind, ...(form.object ? { object: form.object } : {}) },
    receivers: { tenants: form.receivers?.tenants ?? [], ...(form.receivers?.level ? { level: form.receivers.level } : {}) },
    until: form.until.endOf('day').valueOf(),
    reason: form.reason,
  });
  return (
    <Form<AskForm> layout="vertical" initialValues={{ kind: 'finding_report', receivers: {}, until: dayjs().add(90, 'day') }} onFinish={(form) => ask.mutate(draft(form), { onSuccess: onDone })}>
      <Form.Item name="enterprise" label={t('consents.enterprise')} rules={[required]}>
        <Select showSearch={{ optionFilterProp: 'label' }} options={enterprises.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      <Form.Item name="kind" label={t('consents.subject')} rules={[required]}>
        <Select options={kinds.map(({ kind }) => ({ value: kind, label: word('record_kind', kind) }))} />
      </Form.Item>
      <Form.Item name="object" label={t('consents.object')} extra={t('consents.object_explain')}>
        <Input maxLength={36} />
      </Form.Item>
      <Form.Item name="receivers" label={t('consents.receivers')}>
        <AudienceEditor groups={false} />
      </Form.Item>
      <Form.Item name="until" label={t('consents.until')} rules={[required]}>
        <DatePicker />
      </Form.Item>
      <Form.Item name="reason" label={t('consents.reason')} rules={[{ ...required, whitespace: true }]}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={ask.isPending}>{t('consents.send')}</Button>
    </Form>
  );
}
