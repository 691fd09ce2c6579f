import { Alert, Button, Form, Input, Modal, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand } from '../../api/hooks';
import type { InboxRow, ItemsOutcome } from '../../api/loop';
import { useWord } from '../../i18n/words';
import { Outcomes } from '../../ui/outcomes';
import { MOST } from './assign';

interface Props {
  rows: readonly InboxRow[];
  onClose: () => void;
  onDone: () => void;
}

/** The same step on many things: what all of them offer; each is taken or refused by itself. */
export function StepsModal({ rows: chosen, onClose, onDone }: Props) {
  const [rows] = useState(chosen);
  const { t } = useTranslation();
  const word = useWord();
  const [action, setAction] = useState<string>();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<ItemsOutcome>();
  const offered = [...new Set(rows.flatMap((row) => row.actions))].filter((one) => rows.every((row) => row.actions.includes(one)));
  const picked = action ?? (offered.includes('sign_for') ? 'sign_for' : offered[0]);
  const take = useCommand(async () => setOutcome(await call('post', '/api/v1/inbox/steps', { body: { items: rows.slice(0, MOST).map(({ kind, object }) => ({ kind, object })), action: picked!, text } })));
  return (
    <Modal open width={720} title={t('inbox.steps', { count: rows.length })} footer={null} onCancel={outcome ? onDone : onClose}>
      {outcome ? (
        <>
          <Outcomes outcome={outcome} titles={new Map(rows.map((row) => [`${row.kind}/${row.object}`, row.title]))} />
          <Button type="primary" style={{ marginTop: 12 }} onClick={onDone}>{t('batch.close')}</Button>
        </>
      ) : (
        <Form layout="vertical" onFinish={() => take.mutate(undefined)}>
          {offered.length === 0 ? <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('inbox.nothing_common')} /> : null}
          {rows.length > MOST ? <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('inbox.first_most', { most: MOST })} /> : null}
          <p>{rows.slice(0, 6).map((row) => row.title).join('、')}{rows.length > 6 ? ' …' : ''}</p>
          <Form.Item label={t('batch.action')}>
            <Select aria-label={t('batch.action')} value={picked} onChange={setAction} options={offered.map((one) => ({ value: one, label: word('action_name', one) }))} />
          </Form.Item>
          <Form.Item label={t('notice.step_text')}>
            <Input.TextArea aria-label={t('notice.step_text')} rows={3} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />
          </Form.Item>
          <Space>
            <Button type="primary" htmlType="submit" disabled={!picked} loading={take.isPending}>{t('batch.take', { count: Math.min(MOST, rows.length) })}</Button>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
          </Space>
        </Form>
      )}
    </Modal>
  );
}
