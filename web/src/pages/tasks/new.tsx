// Dispatching: one task, recipients by name and by query, who gets it before it is sent.
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, DatePicker, Form, Input, Select, Space, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useGet, useList } from '../../api/hooks';
import type { TaskDraft, TaskPreview } from '../../api/loop';
import type { Severity } from '../../api/types';
import { dateTime } from '../../format';
import { useWord } from '../../i18n/words';
import { useDueBy } from '../../loop/state';
import { AttachmentsEditor } from '../../ui/attachments';
import { SEVERITIES, TENANT_KINDS } from '../../ui/choices';
import { Fields } from '../../ui/fields';
import { useFilter } from '../../ui/filters';
import { Page, Ready } from '../../ui/page';
import { useTenantNames } from '../../ui/policy';
import { PLACES } from '../../ui/provinces';
import { Resolved } from '../../ui/resolved';
import { useSettled } from '../../ui/settled';

export function NewTask() {
  const { t } = useTranslation();
  const router = useRouter();
  const [filter] = useFilter();
  const above = useGet('/api/v1/tasks/{id}', { path: { id: filter.part_of ?? '' }, enabled: Boolean(filter.part_of) }).data;
  const [changed, setChanged] = useState<Partial<TaskDraft>>({});
  const draft: TaskDraft = { title: above?.title ?? '', text: above?.text ?? '', severity: above?.severity ?? 'medium', recipients: [], without: [], ...(filter.part_of ? { part_of: filter.part_of } : {}), ...changed };
  const set = (change: Partial<TaskDraft>) => setChanged((now) => ({ ...now, ...change }));
  const named = (draft.recipients ?? []).length > 0 || Object.values(draft.query ?? {}).some(Boolean);
  const complete = draft.title.trim() !== '' && draft.text.trim() !== '' && named;
  const send = useCommand(() => call('post', '/api/v1/tasks', { body: draft }), t('tasks.dispatched'));
  const go = () => send.mutate(undefined, { onSuccess: (made) => router.history.push(`/tasks/dispatches/${encodeURIComponent(made.dispatch)}`) });
  return (
    <Page back="/tasks" title={t(filter.part_of ? 'tasks.split' : 'tasks.dispatch')} extra={<Button type="primary" disabled={!complete} loading={send.isPending} onClick={go}>{t('tasks.send')}</Button>}>
      {above ? <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('tasks.splits', { number: above.number, issuer: above.issuer_name })} /> : null}
      <div className="columns compose">
        <Words draft={draft} onChange={set} />
        <Card size="small" title={t('compose.who_gets')}>
          {complete ? <Preview draft={draft} onChange={set} /> : <span className="muted">{t('tasks.preview_needs')}</span>}
        </Card>
      </div>
    </Page>
  );
}

function Words({ draft, onChange }: { draft: TaskDraft; onChange: (change: Partial<TaskDraft>) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const query = draft.query ?? {};
  const ask = (change: TaskDraft['query']) => {
    const next = Object.fromEntries(Object.entries({ ...query, ...change }).filter(([, value]) => value));
    onChange({ query: Object.keys(next).length > 0 ? next : undefined });
  };
  return (
    <Form layout="vertical">
      <Form.Item label={t('issue.heading')} required>
        <Input aria-label={t('issue.heading')} maxLength={120} value={draft.title} onChange={(event) => onChange({ title: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('issue.text')} required>
        <Input.TextArea aria-label={t('issue.text')} rows={7} maxLength={5000} showCount value={draft.text} onChange={(event) => onChange({ text: event.target.value })} />
      </Form.Item>
      <Space align="start" wrap>
        <Form.Item label={t('tasks.pressing')}>
          <Select<Severity> aria-label={t('tasks.pressing')} style={{ width: 110 }} value={draft.severity} onChange={(severity) => onChange({ severity })} options={SEVERITIES.map((value) => ({ value, label: word('severity', value) }))} />
        </Form.Item>
        <Form.Item label={t('issue.due')} extra={t('issue.due_explain')}>
          <DatePicker aria-label={t('issue.due')} showTime value={draft.due ? dayjs(draft.due) : null} onChange={(due) => onChange({ due: due ? due.valueOf() : undefined })} />
        </Form.Item>
      </Space>
      <Form.Item label={t('compose.by_name')}>
        <Select mode="multiple" aria-label={t('compose.by_name')} showSearch={{ optionFilterProp: 'label' }} value={draft.recipients} onChange={(recipients: string[]) => onChange({ recipients })} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      <Form.Item label={t('compose.by_query')} extra={t('compose.query_explain')}>
        <Space wrap>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={t('loops.region')} placeholder={t('loops.region')} style={{ width: 140 }} value={query.region} onChange={(region?: string) => ask({ region })} options={Object.keys(PLACES).map((value) => ({ value, label: word('region', value) }))} />
          <Input aria-label={t('tenants.industry')} placeholder={t('tenants.industry')} style={{ width: 110 }} maxLength={8} value={query.industry ?? ''} onChange={(event) => ask({ industry: event.target.value })} />
          <Select allowClear aria-label={t('tenants.kind')} placeholder={t('tenants.kind')} style={{ width: 170 }} value={query.kind} onChange={(kind) => ask({ kind })} options={TENANT_KINDS.map((value) => ({ value, label: word('tenant_kind', value) }))} />
        </Space>
      </Form.Item>
      <Form.Item label={t('notice.step_files')}>
        <AttachmentsEditor value={draft.attachments ?? []} onChange={(attachments) => onChange({ attachments })} />
      </Form.Item>
    </Form>
  );
}

function Preview({ draft, onChange }: { draft: TaskDraft; onChange: (change: Partial<TaskDraft>) => void }) {
  const settled = useSettled(draft, 400);
  const preview = useQuery({ queryKey: ['task preview', settled], queryFn: () => call('post', '/api/v1/tasks/preview', { body: settled }), retry: false, gcTime: 0 });
  return <Ready query={preview}>{(data) => <Answer preview={data} draft={draft} onChange={onChange} />}</Ready>;
}

function Answer({ preview, draft, onChange }: { preview: TaskPreview; draft: TaskDraft; onChange: (change: Partial<TaskDraft>) => void }) {
  const { t } = useTranslation();
  const dueBy = useDueBy();
  const name = useTenantNames();
  const without = draft.without ?? [];
  return (
    <div className="stack" aria-live="polite">
      <Fields column={1} rows={[[t('issue.number'), <b key="n">{preview.number}</b>], [t('issue.due'), dateTime(preview.due)], [t('issue.due_by'), dueBy(preview.due_by)]]} />
      <Resolved rows={preview.recipients.map((row) => ({ tenant: row.tenant, name: row.name, rule: row.rule, through: row.through }))} onExclude={(tenant) => onChange({ without: [...without, tenant] })} />
      {without.length > 0 ? <div className="tags">{t('compose.without')}{without.map((path) => <Tag key={path} closable onClose={() => onChange({ without: without.filter((one) => one !== path) })}>{name(path)}</Tag>)}</div> : null}
    </div>
  );
}
