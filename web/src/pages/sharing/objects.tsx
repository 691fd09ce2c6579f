// What was shared, by us or with us: who has it, what came back, and taking it back.
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, DatePicker, Form, Input, Modal, Select, Space, Statistic, Tag } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { still, useCommand, useGet, useList } from '../../api/hooks';
import type { Audience, SharedObject, SharedReceiver, SharedRow, SightingDraft, SightingRow, Treatments } from '../../api/sharing';
import { useWord } from '../../i18n/words';
import { useMay } from '../../may';
import { useMe } from '../../me';
import { AudienceEditor, fieldsOf, LeftOut, TreatmentsEditor, useShareable } from '../../ui/audience';
import { Bars } from '../../ui/bars';
import { Fields } from '../../ui/fields';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { JsonText } from '../../ui/json';
import { Page, Ready } from '../../ui/page';
import { TlpTag, useTenantNames } from '../../ui/policy';
import { DataTable, Filters } from '../../ui/table';
import { Hash, StateTag, Time } from '../../ui/tags';
import { page } from '../../url';
import { SharingTabs } from './tabs';

const at = (id: string) => `/sharing/objects/${encodeURIComponent(id)}`;
const VERDICTS = ['true_positive', 'false_positive', 'not_seen'];
const SIGHTING_PLACES = ['control', 'boundary', 'office', 'cloud', 'other'];
const COUNTS = ['1', '2-9', '10-99', '100-999', '1000+'];

export function SharedObjects() {
  const { t } = useTranslation();
  const word = useWord();
  const router = useRouter();
  const { tenant } = useMe();
  const [filter] = useFilter();
  const kinds = useShareable();
  const list = useList('/api/v1/sharing/objects', pick(filter, ['kind', 'own']));
  return (
    <Page title={t('sharing.objects')}>
      <SharingTabs />
      <Filters
        specs={[
          { name: 'own', label: t('shared.side'), options: [{ value: 'true', label: t('shared.given') }, { value: 'false', label: t('shared.got') }] },
          { name: 'kind', label: t('policies.kinds'), options: kinds.map(({ kind }) => ({ value: kind, label: word('record_kind', kind) })) },
        ]}
      />
      <DataTable<SharedRow>
        label={t('sharing.objects')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(at(row.id))}
        columns={[
          { title: t('policies.kinds'), render: (_, row) => <Go to={at(row.id)}>{word('record_kind', row.kind)}</Go> },
          { title: t('deliveries.object'), render: (_, row) => <Hash text={row.id} length={13} /> },
          { title: t('shared.owner'), render: (_, row) => (row.owner === tenant ? <Tag color="blue">{t('shared.ours')}</Tag> : row.owner_name) },
          { title: 'TLP', render: (_, row) => <TlpTag tlp={row.tlp} /> },
          { title: t('policies.redact'), className: 'wrap', render: (_, row) => <LeftOut treatments={row.left_out} /> },
          { title: t('shared.said'), render: (_, row) => <Time ms={row.said} /> },
          { title: t('notices.state'), render: (_, row) => (row.revoked ? <Tag color="volcano">{t('shared.revoked')}</Tag> : <Tag color="green">{t('shared.stands')}</Tag>) },
        ]}
      />
    </Page>
  );
}

/** One shared thing. */
export function Shared() {
  const { t } = useTranslation();
  const word = useWord();
  const { id = '' } = useParams({ strict: false });
  const { tenant } = useMe();
  const may = useMay();
  const object = useGet('/api/v1/sharing/objects/{id}', { path: { id } });
  const [doing, setDoing] = useState<'revoke' | 'sight' | 'pass'>();
  const row = object.data;
  const own = row?.owner === tenant;
  const close = () => setDoing(undefined);
  return (
    <Page
      back="/sharing/objects"
      title={row ? <>{word('record_kind', row.kind)} <TlpTag tlp={row.tlp} /> {row.revoked ? <Tag color="volcano">{t('shared.revoked')}</Tag> : null}</> : t('sharing.objects')}
      extra={
        row && !row.revoked ? (
          <>
            {own && may('shared_revoke') ? <Button danger onClick={() => setDoing('revoke')}>{t('shared.revoke')}</Button> : null}
            {!own && may('pass_on') ? <Button onClick={() => setDoing('pass')}>{t('shared.pass')}</Button> : null}
            {!own && may('sighting_add') ? <Button type="primary" onClick={() => setDoing('sight')}>{t('shared.sight')}</Button> : null}
          </>
        ) : null
      }
    >
      <Ready query={object}>{(data) => <Content object={data} own={data.owner === tenant} />}</Ready>
      {row && doing === 'revoke' ? <Revoke object={row} onClose={close} /> : null}
      {row && doing === 'sight' ? <Sight object={row} onClose={close} /> : null}
      {row && doing === 'pass' ? <Pass object={row} onClose={close} /> : null}
    </Page>
  );
}

function Content({ object, own }: { object: SharedObject; own: boolean }) {
  const { t } = useTranslation();
  const name = useTenantNames();
  return (
    <div className="stack">
      {object.revoked ? <Alert type="warning" showIcon title={t('shared.revoked_by', { by: name(object.revoked.by) })} description={object.revoked.because} /> : null}
      <Fields column={2} rows={[[t('shared.owner'), object.owner_name], [t('shared.said'), <Time key="t" ms={object.said} />], [t('policies.redact'), <LeftOut key="l" treatments={object.left_out} />], [t('deliveries.object'), <Hash key="o" text={object.id} length={36} />]]} />
      {own ? <Receivers object={object} /> : null}
      {own ? <Sightings object={object} /> : <OwnSighting object={object} />}
      {object.passed_on.length > 0 ? (
        <Card size="small" title={t('shared.passed')}>
          {object.passed_on.map((row) => <div key={row.id}><Time ms={row.at} /> {row.by_name} → {row.tenants.map(name).join('、')} {row.note}</div>)}
        </Card>
      ) : null}
      {object.body !== undefined && object.body !== null ? <Card size="small" title={t('shared.body')}><JsonText text={JSON.stringify(object.body)} /></Card> : null}
    </div>
  );
}

function Receivers({ object }: { object: SharedObject }) {
  const { t } = useTranslation();
  return (
    <DataTable<SharedReceiver>
      label={t('shared.receivers')}
      list={still(object.receivers)}
      rowKey={(row) => row.tenant}
      columns={[
        { title: t('issue.who'), dataIndex: 'tenant_name' },
        { title: t('deliveries.state'), render: (_, row) => <Go to={page('/deliveries', { object: row.object })}><StateTag group="delivery_state" state={row.state} /></Go> },
        { title: t('policies.redact'), className: 'wrap', render: (_, row) => <LeftOut treatments={row.left_out} /> },
      ]}
    />
  );
}

function Sightings({ object }: { object: SharedObject }) {
  const { t } = useTranslation();
  const word = useWord();
  const { sightings } = object;
  return (
    <Card size="small" title={t('shared.sightings')}>
      <div className="facts" style={{ marginBottom: 12 }}>
        <Statistic title={t('shared.told')} value={sightings.told} />
        {VERDICTS.map((verdict) => <Statistic key={verdict} title={word('sighting', verdict)} value={sightings[verdict as 'true_positive']} />)}
        <Statistic title={t('shared.least')} value={sightings.least} />
      </div>
      {Object.keys(sightings.places).length > 0 ? <Bars label={t('shared.place')} bars={Object.entries(sightings.places).map(([key, value]) => ({ key, label: word('sighting_place', key), value, to: at(object.id) }))} /> : null}
      {sightings.rows.length > 0 ? (
        <DataTable<SightingRow>
          label={t('shared.sightings')}
          list={still(sightings.rows)}
          rowKey={(row) => row.id}
          columns={[
            { title: t('issue.who'), dataIndex: 'tenant_name' },
            { title: t('shared.verdict'), render: (_, row) => word('sighting', row.verdict) },
            { title: t('shared.place'), render: (_, row) => word('sighting_place', row.place) },
            { title: t('shared.count'), dataIndex: 'count' },
            { title: t('shared.days'), render: (_, row) => days(row) },
            { title: t('consents.note'), dataIndex: 'note', className: 'wrap' },
          ]}
        />
      ) : null}
    </Card>
  );
}

function days(row: SightingRow): string {
  const [first, last] = [row.first, row.last].map((ms) => dayjs(ms).format('YYYY-MM-DD'));
  return first === last ? first! : `${first} – ${last}`;
}

function OwnSighting({ object }: { object: SharedObject }) {
  const { t } = useTranslation();
  const word = useWord();
  const row = object.sighted;
  if (!row) return null;
  return (
    <Card size="small" title={t('shared.own_sighting')}>
      <Fields column={2} rows={[[t('shared.verdict'), word('sighting', row.verdict)], [t('shared.place'), word('sighting_place', row.place)], [t('shared.count'), row.count], [t('shared.days'), days(row)], [t('consents.note'), row.note]]} />
    </Card>
  );
}

interface Closing {
  object: SharedObject;
  onClose: () => void;
}

function Revoke({ object, onClose }: Closing) {
  const { t } = useTranslation();
  const revoke = useCommand((reason: string) => call('post', '/api/v1/sharing/objects/{id}/revocation', { path: { id: object.id }, body: { reason } }), t('shared.revoke_done'));
  return (
    <Modal open title={t('shared.revoke')} onCancel={onClose} footer={null}>
      <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('shared.revoke_explain', { count: object.receivers.length })} />
      <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => revoke.mutate(reason, { onSuccess: onClose })}>
        <Form.Item name="reason" label={t('consents.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
          <Input.TextArea rows={3} maxLength={2000} autoFocus />
        </Form.Item>
        <Button type="primary" danger htmlType="submit" loading={revoke.isPending}>{t('shared.revoke')}</Button>
      </Form>
    </Modal>
  );
}

/** A sighting tells days, not times. */
const utcDay = (day: Dayjs) => Date.UTC(day.year(), day.month(), day.date());

interface SightForm {
  verdict: SightingDraft['verdict'];
  place: SightingDraft['place'];
  count?: SightingDraft['count'];
  days: [Dayjs, Dayjs];
  note?: string;
}

/** Tells the owner what was met: coarse by design. */
function Sight({ object, onClose }: Closing) {
  const { t } = useTranslation();
  const word = useWord();
  const [form] = Form.useForm<SightForm>();
  const verdict = Form.useWatch('verdict', form);
  const required = { required: true, message: t('form.required') };
  const tell = useCommand((body: SightingDraft) => call('post', '/api/v1/sharing/objects/{id}/sightings', { path: { id: object.id }, body }), t('shared.sight_done'));
  const send = (values: SightForm) =>
    tell.mutate({ verdict: values.verdict, place: values.place, count: values.verdict === 'not_seen' ? '0' : values.count ?? '1', first: utcDay(values.days[0]), last: utcDay(values.days[1]), note: values.note ?? '' }, { onSuccess: onClose });
  return (
    <Modal open title={t('shared.sight')} onCancel={onClose} footer={null}>
      <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('shared.sight_explain')} />
      <Form<SightForm> form={form} layout="vertical" initialValues={{ verdict: 'true_positive', place: 'control', count: '1', days: [dayjs().subtract(1, 'day'), dayjs()] }} onFinish={send}>
        <Form.Item name="verdict" label={t('shared.verdict')} rules={[required]}>
          <Select options={VERDICTS.map((value) => ({ value, label: word('sighting', value) }))} />
        </Form.Item>
        <Space align="start" wrap>
          <Form.Item name="place" label={t('shared.place')} rules={[required]}>
            <Select style={{ width: 160 }} options={SIGHTING_PLACES.map((value) => ({ value, label: word('sighting_place', value) }))} />
          </Form.Item>
          {verdict === 'not_seen' ? null : (
            <Form.Item name="count" label={t('shared.count')} rules={[required]}>
              <Select style={{ width: 120 }} options={COUNTS.map((value) => ({ value, label: value }))} />
            </Form.Item>
          )}
          <Form.Item name="days" label={t('shared.days')} rules={[required]}>
            <DatePicker.RangePicker />
          </Form.Item>
        </Space>
        <Form.Item name="note" label={t('consents.note')} extra={t('shared.no_address')}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={tell.isPending}>{t('shared.sight')}</Button>
      </Form>
    </Modal>
  );
}

/** Hands on what another organisation said, as it came or with more left out. */
function Pass({ object, onClose }: Closing) {
  const { t } = useTranslation();
  const kinds = useShareable();
  const pass = useCommand((body: { audience: Audience; treat: Treatments; note: string }) => call('post', '/api/v1/sharing/objects/{id}/passings', { path: { id: object.id }, body }), t('shared.pass_done'));
  return (
    <Modal open width={640} title={t('shared.pass')} onCancel={onClose} footer={null}>
      <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('shared.pass_explain')} />
      <Form layout="vertical" initialValues={{ audience: {}, treat: {}, note: '' }} onFinish={(values) => pass.mutate({ audience: values.audience, treat: values.treat, note: values.note ?? '' }, { onSuccess: onClose })}>
        <Form.Item name="audience" noStyle>
          <AudienceEditor />
        </Form.Item>
        <Form.Item name="treat" label={t('sharing.treatments')} style={{ marginTop: 12 }}>
          <TreatmentsEditor fields={fieldsOf(kinds, [object.kind])} />
        </Form.Item>
        <Form.Item name="note" label={t('consents.note')}>
          <Input.TextArea rows={2} maxLength={2000} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={pass.isPending}>{t('shared.pass')}</Button>
      </Form>
    </Modal>
  );
}
