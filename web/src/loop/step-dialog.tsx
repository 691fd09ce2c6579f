// One step of a loop, with the fields that its procedure asks for.
import { Alert, Button, Checkbox, DatePicker, Form, Input, InputNumber, Modal, Select, Space } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { LoopAction, LoopDetail, StepField } from '../api/loop';
import type { Attachment } from '../api/types';
import { useTitle, useWord } from '../i18n/words';
import { AttachmentsEditor } from '../ui/attachments';
import { Verdicts } from './conditions';

interface Props {
  loop: LoopDetail;
  action: LoopAction;
  onClose: () => void;
}

/** A step's name: the pack's, else the console's word. */
export function useStepName(): (action: LoopAction | { action: string; title?: LoopAction['title'] }) => string {
  const title = useTitle();
  const word = useWord();
  return (step) => title(step.title) || word('action_name', step.action);
}

export function StepDialog({ loop, action, onClose }: Props) {
  const { t } = useTranslation();
  const name = useStepName()(action);
  const [text, setText] = useState('');
  const [files, setFiles] = useState<Attachment[]>([]);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [all, setAll] = useState(loop.also.length > 0);
  const needsFiles = action.requires.includes('attachments');
  const needsText = action.requires.includes('text');
  const takes = (what: string) => action.requires.includes(what) || action.takes.includes(what);
  const checks = [...loop.steps].reverse().find((step) => (step.checks ?? []).length > 0)?.checks ?? [];
  const against = action.action === 'close' && checks.some((check) => check.outcome === 'failed');
  const missing = ((needsText || against) && text.trim() === '') || (needsFiles && files.length === 0) || action.fields.some((field) => field.required && !fields[field.name]);
  const take = useCommand(
    () => call('post', '/api/v1/loops/{id}/steps', { path: { id: loop.id }, body: { action: action.action, text, attachments: files, fields, ...(all && loop.also.length > 0 ? { for_all: true } : {}) } }),
    t('notice.step_done', { action: name }),
  );
  return (
    <Modal open width={620} title={name} footer={null} onCancel={onClose}>
      {against ? <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('loop.against_check')} /> : null}
      {action.action === 'close' && checks.length > 0 ? <Verdicts checks={checks} /> : null}
      <Form layout="vertical" onFinish={() => take.mutate(undefined, { onSuccess: onClose })}>
        {action.fields.map((field) => <OwnField key={field.name} field={field} loop={loop} value={fields[field.name]} onChange={(value) => setFields((now) => ({ ...now, [field.name]: value }))} />)}
        {takes('text') || against ? <Form.Item label={needsText || against ? t('loop.reason') : t('notice.step_text')} required={needsText || against}>
          <Input.TextArea aria-label={t('notice.step_text')} autoFocus rows={4} maxLength={5000} showCount value={text} onChange={(event) => setText(event.target.value)} />
        </Form.Item> : null}
        {takes('attachments') ? (
          <Form.Item label={t('notice.step_files')} required={needsFiles}>
            <AttachmentsEditor value={files} onChange={setFiles} />
          </Form.Item>
        ) : null}
        {loop.also.length > 0 ? (
          <Form.Item>
            <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>{t('loop.for_all', { count: loop.also.length })}</Checkbox>
          </Form.Item>
        ) : null}
        <Space>
          <Button type="primary" htmlType="submit" disabled={missing} loading={take.isPending}>{t('notice.take', { action: name })}</Button>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
        </Space>
      </Form>
    </Modal>
  );
}

interface FieldProps {
  field: StepField;
  loop: LoopDetail;
  value: string | undefined;
  onChange: (value: string) => void;
}

/** A field by its type. */
function OwnField({ field, loop, value, onChange }: FieldProps) {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const label = title(field.title) || word('step_field', field.name);
  return (
    <Form.Item label={label} required={field.required} extra={field.kind === 'days' && field.most ? t('loop.most_days', { most: field.most }) : undefined}>
      {field.kind === 'days' ? (
        <InputNumber aria-label={label} min={1} max={field.most ?? 366} precision={0} value={value ? Number(value) : null} onChange={(days) => onChange(days ? String(days) : '')} />
      ) : field.kind === 'date' ? (
        <DatePicker aria-label={label} value={value ? dayjs(value) : null} onChange={(day) => onChange(day ? day.format('YYYY-MM-DD') : '')} />
      ) : field.kind === 'tenant' ? (
        <TenantField label={label} loop={loop} value={value} onChange={onChange} />
      ) : (
        <Input aria-label={label} maxLength={500} value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
      )}
    </Form.Item>
  );
}

function TenantField({ label, loop, value, onChange }: { label: string; loop: LoopDetail; value: string | undefined; onChange: (value: string) => void }) {
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  return <Select aria-label={label} showSearch={{ optionFilterProp: 'label' }} value={value} onChange={onChange} options={tenants.items.filter((one) => ![loop.issuer, loop.recipient].includes(one.path)).map((one) => ({ value: one.path, label: one.name }))} />;
}
