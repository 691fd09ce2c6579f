// Who may see which of our statements, with what left out for whom.
import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Card, DatePicker, Drawer, Form, Input, Modal, Select, Space, Statistic, Switch, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { Audience, Offered, Policy, PolicyDraft, Retroactive, Tier, Tlp } from '../api/sharing';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { AudienceEditor, AudienceTags, fieldsOf, TreatmentsEditor, useShareable } from '../ui/audience';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { TlpTag } from '../ui/policy';
import { DataTable } from '../ui/table';
import { page } from '../url';
import { SharingTabs } from './sharing/tabs';

const TLP: Tlp[] = ['red', 'amber', 'green', 'clear'];

export function Policies() {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const list = useList('/api/v1/sharing-policies');
  const [editing, setEditing] = useState<Policy | 'new'>();
  return (
    <Page
      title={t('nav.policies')}
      extra={may('policy_write') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setEditing('new')}>{t('policies.create')}</Button> : null}
    >
      <SharingTabs />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('policies.explain')} />
      <DataTable<Policy>
        label={t('nav.policies')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={may('policy_write') ? setEditing : undefined}
        columns={[
          { title: t('policies.name'), render: (_, row) => (may('policy_write') ? <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setEditing(row)}>{row.name}</Button> : row.name) },
          { title: t('policies.kinds'), render: (_, row) => <span className="tags">{row.kinds.map((kind) => <Tag key={kind}>{word('record_kind', kind)}</Tag>)}</span> },
          { title: t('policies.audience'), className: 'wrap', render: (_, row) => <AudienceTags audience={audienceOf(row)} /> },
          { title: t('policies.redact'), className: 'wrap', render: (_, row) => (row.redact ?? []).map((field) => word('report_field', field)).join(', ') || <span className="muted">{t('policies.nothing')}</span> },
          { title: t('policies.tiers'), render: (_, row) => <span className="tags">{(row.tiers ?? []).map((tier) => <Tag key={tier.name} color="blue">{tier.name}</Tag>)}</span> },
          { title: 'TLP', render: (_, row) => <TlpTag tlp={row.tlp} /> },
          { title: t('policies.state'), render: (_, row) => <Tag color={row.enabled ? 'green' : 'default'}>{t(row.enabled ? 'policies.on' : 'policies.off')}</Tag> },
          { title: t('deliveries.revision'), dataIndex: 'revision', align: 'right' },
          { title: '', render: (_, row) => <Go to={page('/sharing/preview', { policy: row.id, kind: row.kinds[0] })}>{t('sharing.who_gets')}</Go> },
        ]}
      />
      <Drawer open={editing !== undefined} onClose={() => setEditing(undefined)} size={680} title={editing === 'new' ? t('policies.create') : t('policies.edit')} destroyOnHidden>
        {editing ? <Editor policy={editing === 'new' ? undefined : editing} onDone={() => setEditing(undefined)} /> : null}
      </Drawer>
    </Page>
  );
}

function audienceOf(policy: PolicyDraft): Audience {
  return { tenants: policy.audience ?? [], groups: policy.groups ?? [], level: policy.level ?? null };
}

interface Form {
  name: string;
  kinds: string[];
  audience: Audience;
  redact: string[];
  tiers: Tier[];
  tlp: Tlp;
  offer: Retroactive['offer'];
  since?: Dayjs;
  enabled: boolean;
}

function formOf(policy?: Policy): Form {
  if (!policy) return { name: '', kinds: ['finding_report'], audience: {}, redact: [], tiers: [], tlp: 'amber', offer: 'none', enabled: true };
  const retroactive = policy.retroactive ?? { offer: 'none' as const };
  const since = retroactive.offer === 'since' ? dayjs(retroactive.since) : undefined;
  return { name: policy.name, kinds: policy.kinds, audience: audienceOf(policy), redact: policy.redact ?? [], tiers: policy.tiers ?? [], tlp: policy.tlp ?? 'amber', offer: retroactive.offer, since, enabled: policy.enabled };
}

function draftOf({ audience, offer, since, ...form }: Form): PolicyDraft {
  const retroactive: Retroactive = offer === 'since' ? { offer, since: (since ?? dayjs()).valueOf() } : { offer };
  return { ...form, audience: audience.tenants ?? [], groups: audience.groups ?? [], level: audience.level ?? undefined, tiers: form.tiers.map((tier) => ({ ...tier, treat: tier.treat ?? {} })), retroactive };
}

function Editor({ policy, onDone }: { policy?: Policy; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const kinds = useShareable();
  const [form] = Form.useForm<Form>();
  const chosen = Form.useWatch('kinds', form) ?? [];
  const offer = Form.useWatch('offer', form);
  const fields = fieldsOf(kinds, chosen);
  const required = { required: true, message: t('form.required') };
  const save = useCommand<PolicyDraft, unknown>(
    (body) => (policy ? call('put', '/api/v1/sharing-policies/{id}', { path: { id: policy.id }, body }) : call('post', '/api/v1/sharing-policies', { body })),
    t('policies.saved'),
  );
  return (
    <Form<Form> form={form} layout="vertical" initialValues={formOf(policy)} onFinish={(values) => save.mutate(draftOf(values), { onSuccess: onDone })}>
      <Form.Item name="name" label={t('policies.name')} rules={[required]}>
        <Input maxLength={80} />
      </Form.Item>
      <Form.Item name="kinds" label={t('policies.kinds')} rules={[required]}>
        <Select mode="multiple" options={kinds.map(({ kind }) => ({ value: kind, label: word('record_kind', kind) }))} />
      </Form.Item>
      <Card size="small" title={t('policies.audience')} style={{ marginBottom: 16 }}>
        <p className="muted">{t('policies.audience_explain')}</p>
        <Form.Item name="audience" noStyle>
          <AudienceEditor />
        </Form.Item>
      </Card>
      <Form.Item name="redact" label={t('policies.redact')} extra={t('policies.redact_explain')}>
        <Select mode="multiple" options={[...fields.keys()].map((value) => ({ value, label: word('report_field', value) }))} />
      </Form.Item>
      <Tiers fields={fields} />
      <Space align="start" wrap>
        <Form.Item name="tlp" label="TLP">
          <Select style={{ minWidth: 220 }} options={TLP.map((value) => ({ value, label: `TLP:${value.toUpperCase()} · ${t(`policies.tlp_${value}`)}` }))} />
        </Form.Item>
        <Form.Item name="offer" label={t('policies.retroactive')}>
          <Select style={{ minWidth: 170 }} options={(['none', 'since', 'all'] as const).map((value) => ({ value, label: word('retroactive', value) }))} />
        </Form.Item>
        {offer === 'since' ? <Form.Item name="since" label={t('policies.since')} rules={[required]}><DatePicker /></Form.Item> : null}
        <Form.Item name="enabled" label={t('policies.state')} valuePropName="checked">
          <Switch aria-label={t('policies.state')} />
        </Form.Item>
      </Space>
      <Space wrap>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('action.save')}
        </Button>
        {policy && policy.enabled && (policy.retroactive?.offer ?? 'none') !== 'none' ? <Offers policy={policy} /> : null}
      </Space>
    </Form>
  );
}

/** Parts of the audience that see less, each with its own treatments. */
function Tiers({ fields }: { fields: ReturnType<typeof fieldsOf> }) {
  const { t } = useTranslation();
  return (
    <Form.List name="tiers">
      {(rows, { add, remove }) => (
        <Card size="small" title={t('policies.tiers')} style={{ marginBottom: 16 }} extra={<Button size="small" icon={<PlusOutlined aria-hidden />} onClick={() => add({ name: '', audience: {}, treat: {} })}>{t('policies.add_tier')}</Button>}>
          <p className="muted">{t('policies.tiers_explain')}</p>
          {rows.map(({ key, name }) => (
            <Card key={key} size="small" style={{ marginBottom: 8 }} type="inner" title={t('policies.tier', { number: name + 1 })} extra={<Button type="text" size="small" icon={<MinusCircleOutlined aria-hidden />} onClick={() => remove(name)}>{t('action.remove')}</Button>}>
              <Form.Item name={[name, 'name']} label={t('policies.name')} rules={[{ required: true, message: t('form.required') }]}>
                <Input maxLength={80} />
              </Form.Item>
              <Form.Item name={[name, 'audience']} noStyle>
                <AudienceEditor />
              </Form.Item>
              <Form.Item name={[name, 'treat']} label={t('sharing.treatments')} style={{ marginTop: 12 }}>
                <TreatmentsEditor fields={fields} />
              </Form.Item>
            </Card>
          ))}
        </Card>
      )}
    </Form.List>
  );
}

/** Offers what was said before to those who are newly named, batch after batch. */
function Offers({ policy }: { policy: Policy }) {
  const { t } = useTranslation();
  const [sum, setSum] = useState<Offered>();
  const offer = useCommand(async () => {
    let all: Offered = { looked_at: 0, offered: 0, held_back: 0, more: true };
    setSum(all);
    while (all.more) {
      const batch = await call('post', '/api/v1/sharing-policies/{id}/offers', { path: { id: policy.id } });
      all = { looked_at: all.looked_at + batch.looked_at, offered: all.offered + batch.offered, held_back: all.held_back + batch.held_back, more: batch.more };
      setSum(all);
    }
  });
  return (
    <>
      <Button onClick={() => offer.mutate(undefined)}>{t('policies.offer')}</Button>
      <Modal open={sum !== undefined} title={t('policies.offer')} footer={null} onCancel={() => setSum(undefined)}>
        <p className="muted">{t('policies.offer_explain')}</p>
        <div className="facts" role="status">
          <Statistic title={t('policies.looked_at')} value={sum?.looked_at ?? 0} loading={offer.isPending && sum?.looked_at === 0} />
          <Statistic title={t('policies.offered')} value={sum?.offered ?? 0} />
          <Statistic title={t('policies.held_back')} value={sum?.held_back ?? 0} />
        </div>
      </Modal>
    </>
  );
}
