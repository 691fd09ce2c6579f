// What the reader may do with a filing now: exactly the steps the node offers, with what stands in
// their way.
import { UploadOutlined } from '@ant-design/icons';
import { Alert, Badge, Button, Card, Form, Input, InputNumber, Select, Space, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, upload } from '../../api/client';
import type { FilingAction, FilingDetail, HandedStep, Machine, Remark } from '../../api/filing';
import { useCommand, useList } from '../../api/hooks';
import type { Attachment } from '../../api/types';
import { RemarkLine } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { FileLink } from '../../ui/seal';

interface Props {
  filing: FilingDetail;
  machine?: Machine;
}

/** Steps that turn a filing back are set off from those that move it on. */
const isBack = (action: string) => /^(return|reject|withdraw|refuse)/.test(action);

export function FilingActions({ filing, machine }: Props) {
  const { t } = useTranslation();
  const title = useTitle();
  const [chosen, setChosen] = useState<string>();
  const step = filing.actions.find((action) => action.action === chosen);
  return (
    <Card size="small" title={t('notice.actions')} className="filing-actions">
      {filing.warnings?.map((remark, at) => <RemarkLine key={`${remark.code}${at}`} remark={remark} />)}
      {filing.actions.length === 0 ? <span className="muted">{t('notice.no_actions')}</span> : null}
      {filing.warnings && filing.warnings.length > 0 ? (
        <Alert type="warning" style={{ marginBottom: 12 }} title={t('filing.limits')} description={filing.warnings.map((remark, at) => <RemarkLine key={`${remark.code}${at}`} remark={remark} />)} />
      ) : null}
      <InHand filing={filing} />
      <Space wrap>
        {filing.actions.map((action) => (
          <Badge key={action.action} count={action.obstacles.length} size="small" color="gold">
            <Button
              type={!step && action.obstacles.length === 0 && action.to !== filing.state && !isBack(action.action) ? 'primary' : 'default'}
              danger={isBack(action.action)}
              aria-pressed={action.action === chosen}
              data-action={action.action}
              onClick={() => setChosen(action.action === chosen ? undefined : action.action)}
            >
              {title(action.title) || action.action}
            </Button>
          </Badge>
        ))}
      </Space>
      {step ? <StepForm key={step.action} filing={filing} step={step} machine={machine} onDone={() => setChosen(undefined)} /> : null}
    </Card>
  );
}

/** Who of the parties a handed step is with, and which steps, in words. */
function useHanded(filing: FilingDetail) {
  const title = useTitle();
  return (steps: readonly HandedStep[]) => ({
    actions: [...new Set(steps.map((one) => title(one.title) || one.action))].join('、'),
    name: [...new Set(steps.map((one) => filing.parties.find((party) => party.party === one.party)?.tenant_name ?? one.party))].join('、'),
  });
}

/** In whose hands steps are that were handed on; every party reads it. */
function InHand({ filing }: { filing: FilingDetail }) {
  const { t } = useTranslation();
  const handed = useHanded(filing)(filing.delegated ?? []);
  if (!handed.actions) return null;
  return <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('filing.in_hand', handed)} description={t('filing.in_hand_until')} />;
}

/** Before a step is handed on or taken back: to whom, what, how long. */
function Handing({ filing, step }: { filing: FilingDetail; step: FilingAction }) {
  const { t } = useTranslation();
  const handed = useHanded(filing);
  const [on, back] = [handed(step.delegates ?? []), handed(step.recalls ?? [])];
  return (
    <>
      {on.actions ? <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('filing.hands_on', on)} description={<>{t('filing.hands_on_may', on)}<br />{t('filing.hands_on_until')}</>} /> : null}
      {back.actions ? <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('filing.takes_back', back)} /> : null}
    </>
  );
}

interface StepProps extends Props {
  step: FilingAction;
  onDone: () => void;
}

function StepForm({ filing, step, machine, onDone }: StepProps) {
  const { t } = useTranslation();
  const title = useTitle();
  const [text, setText] = useState('');
  const [files, setFiles] = useState<Attachment[]>([]);
  const [fields, setFields] = useState<Record<string, string>>({});
  const name = title(step.title) || step.action;
  const take = useCommand(
    () => call('post', '/api/v1/filings/{id}/steps', { path: { id: filing.id }, body: { action: step.action, text, attachments: files, fields, seen: filing.state } }),
    t('notice.step_done', { action: name }),
  );
  const asked = [...step.requires, ...step.optional];
  const own = asked.filter((field) => ['number', 'days', 'to'].includes(field));
  const wants = (field: string) => step.requires.includes(field);
  // The node refuses what a step does not take: words are asked for only where the pack has a place for them.
  const needsText = wants('text');
  const missing = (needsText && text.trim() === '') || (wants('attachments') && files.length === 0) || own.some((field) => wants(field) && !fields[field]);
  // An obstacle names a form by its id; people know it by its title.
  const named = (remark: Remark): Remark => ({ ...remark, params: { ...remark.params, form: title(filing.forms.find((form) => form.form === remark.params?.form)?.title) || (remark.params?.form ?? '') } });
  const to = machine?.states.find((state) => state.id === step.to);
  return (
    <Form layout="vertical" style={{ marginTop: 12 }} onFinish={() => take.mutate(undefined, { onSuccess: onDone })}>
      {to && to.id !== filing.state ? <p className="muted">{t('filing.leads_to', { state: title(to.title) })}</p> : null}
      <Handing filing={filing} step={step} />
      {step.obstacles.length > 0 ? (
        <Alert type="warning" style={{ marginBottom: 12 }} title={t('filing.obstacles')} description={step.obstacles.map((remark, at) => <RemarkLine key={`${remark.code}${at}`} remark={named(remark)} />)} />
      ) : null}
      {own.map((field) => (
        <OwnField key={field} field={field} required={wants(field)} value={fields[field]} onChange={(value) => setFields((now) => ({ ...now, [field]: value }))} />
      ))}
      {asked.includes('text') ? (
        <Form.Item label={needsText ? t('filing.step_reasons') : t('notice.step_text')} required={needsText}>
          <Input.TextArea aria-label={t('notice.step_text')} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={5000} showCount value={text} onChange={(event) => setText(event.target.value)} />
        </Form.Item>
      ) : null}
      {asked.includes('attachments') ? <Files files={files} required={wants('attachments')} onFiles={setFiles} /> : null}
      <Space>
        <Button type="primary" htmlType="submit" disabled={missing || step.obstacles.length > 0} loading={take.isPending}>
          {t('notice.take', { action: name })}
        </Button>
        <Button onClick={onDone}>{t('action.cancel')}</Button>
      </Space>
    </Form>
  );
}

function OwnField({ field, required, value, onChange }: { field: string; required: boolean; value: string | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const tenants = useList('/api/v1/tenants', { limit: 200 }, field === 'to');
  if (field === 'to') {
    return (
      <Form.Item label={t('filing.step_to')} required={required}>
        <Select aria-label={t('filing.step_to')} showSearch={{ optionFilterProp: 'label' }} value={value} onChange={onChange} options={tenants.items.filter((one) => one.kind !== 'enterprise').map((one) => ({ value: one.path, label: one.name }))} />
      </Form.Item>
    );
  }
  if (field === 'days') {
    return (
      <Form.Item label={t('filing.step_days')} required={required}>
        <InputNumber aria-label={t('filing.step_days')} min={1} max={366} precision={0} value={value ? Number(value) : null} onChange={(days) => onChange(days ? String(days) : '')} />
      </Form.Item>
    );
  }
  return (
    <Form.Item label={t('filing.step_number')} required={required}>
      <Input aria-label={t('filing.step_number')} maxLength={100} value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
    </Form.Item>
  );
}

function Files({ files, required, onFiles }: { files: Attachment[]; required: boolean; onFiles: (change: (now: Attachment[]) => Attachment[]) => void }) {
  const { t } = useTranslation();
  const send = useCommand(async (file: File) => {
    const stored = await upload(file);
    onFiles((now) => [...now.filter((other) => other.digest !== stored.digest), stored]);
  });
  return (
    <Form.Item label={t('notice.step_files')} required={required}>
      <Upload multiple showUploadList={false} beforeUpload={(file) => (send.mutate(file), false)}>
        <Button icon={<UploadOutlined aria-hidden />} loading={send.isPending}>
          {t('notice.add_file')}
        </Button>
      </Upload>
      {files.map((file) => (
        <div key={file.digest}>
          <FileLink attachment={file} />{' '}
          <Button type="link" size="small" onClick={() => onFiles((now) => now.filter((other) => other !== file))}>
            {t('action.remove')}
          </Button>
        </div>
      ))}
    </Form.Item>
  );
}
