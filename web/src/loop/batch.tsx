// The same step on many loops: each is taken or refused by itself, and told.
import { Alert, Button, Form, Input, Modal, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useGet } from '../api/hooks';
import type { LoopOutcome } from '../api/loop';
import { useWord } from '../i18n/words';
import { useStepName } from './step-dialog';
import { QUIET } from './steps';

interface Props {
  ids: readonly string[];
  titles: Map<string, string>;
  onDone: () => void;
}

/** Most loops of one call. */
const MOST = 200;

/** The button that shows while loops are chosen. */
export function LoopSteps({ ids, titles, onDone }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (ids.length === 0 && !open) return null;
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>{t('inbox.steps', { count: ids.length })}</Button>
      {open ? <Batch ids={ids} titles={titles} onClose={() => setOpen(false)} onDone={() => { setOpen(false); onDone(); }} /> : null}
    </>
  );
}

function Batch({ ids: chosen, titles: named, onClose, onDone }: Props & { onClose: () => void }) {
  // As they were chosen: the list behind goes on without those that have moved.
  const [{ ids, titles }] = useState({ ids: chosen.slice(0, MOST), titles: named });
  const { t } = useTranslation();
  const name = useStepName();
  const word = useWord();
  const [action, setAction] = useState<string>();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<LoopOutcome[]>();
  // What may be done is asked of the first; a loop that stands otherwise is refused and told.
  const first = useGet('/api/v1/loops/{id}', { path: { id: ids[0] ?? '' }, enabled: ids.length > 0 });
  const offered = (first.data?.actions ?? []).filter((one) => !QUIET.has(one.action) && one.fields.every((field) => !field.required) && !one.requires.includes('attachments'));
  const step = offered.find((one) => one.action === action);
  const needsText = step?.requires.includes('text') ?? false;
  const take = useCommand(async () => setOutcome(await call('post', '/api/v1/loops/steps', { body: { loops: [...ids], step: { action: action!, text } } })));
  const refused = (outcome ?? []).filter((one) => one.code).length;
  return (
    <Modal open width={680} title={t('inbox.steps', { count: ids.length })} footer={null} onCancel={outcome ? onDone : onClose}>
      {outcome ? (
        <div className="stack">
          <Alert type={refused > 0 ? 'warning' : 'success'} showIcon title={t('batch.done', { taken: outcome.length - refused, refused })} />
          <Table
            size="small"
            rowKey="loop"
            dataSource={[...outcome].sort((a, b) => Number(Boolean(b.code)) - Number(Boolean(a.code)))}
            pagination={outcome.length > 10 ? { pageSize: 10, size: 'small' } : false}
            columns={[
              { title: t('home.what'), render: (_, row) => titles.get(row.loop) ?? row.loop },
              { title: t('batch.outcome'), render: (_, row) => (row.code ? <Tag color="red">{word('refusal', row.code)}</Tag> : <Tag color="green">{t('batch.taken')}</Tag>) },
            ]}
          />
          <Button type="primary" onClick={onDone}>{t('batch.close')}</Button>
        </div>
      ) : (
        <Form layout="vertical" onFinish={() => take.mutate(undefined)}>
          <Form.Item label={t('batch.action')}>
            <Select aria-label={t('batch.action')} loading={first.isPending} value={action} onChange={setAction} options={offered.map((one) => ({ value: one.action, label: name(one) }))} />
          </Form.Item>
          <Form.Item label={t('notice.step_text')} required={needsText}>
            <Input.TextArea aria-label={t('notice.step_text')} rows={3} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />
          </Form.Item>
          <Space>
            <Button type="primary" htmlType="submit" disabled={!step || (needsText && text.trim() === '')} loading={take.isPending}>{t('batch.take', { count: ids.length })}</Button>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
          </Space>
        </Form>
      )}
    </Modal>
  );
}
