import { Button, Form, Input, Modal, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { useCommand, useList } from '../../api/hooks';
import type { InboxRow, ItemsOutcome } from '../../api/loop';
import { useMe } from '../../me';
import { Outcomes } from '../../ui/outcomes';

interface Props {
  rows: readonly InboxRow[];
  onClose: () => void;
  onDone: () => void;
}

/** Most things that one call takes. */
export const MOST = 200;

/** Gives things to a person, or takes them back. */
export function AssignModal({ rows: chosen, onClose, onDone }: Props) {
  const [rows] = useState(chosen);
  const { t } = useTranslation();
  const me = useMe();
  const people = useList('/api/v1/inbox/people');
  const [to, setTo] = useState<string>();
  const [note, setNote] = useState('');
  const [outcome, setOutcome] = useState<ItemsOutcome>();
  const assign = useCommand(async (login: string | undefined) => setOutcome(await call('post', '/api/v1/inbox/assign', { body: { items: rows.slice(0, MOST).map(({ kind, object }) => ({ kind, object })), ...(login ? { to: login } : {}), note } })));
  return (
    <Modal open width={560} title={t('inbox.assign', { count: rows.length })} footer={null} onCancel={outcome ? onDone : onClose}>
      {outcome ? (
        <>
          <Outcomes outcome={outcome} titles={new Map(rows.map((row) => [`${row.kind}/${row.object}`, row.title]))} />
          <Button type="primary" style={{ marginTop: 12 }} onClick={onDone}>{t('batch.close')}</Button>
        </>
      ) : (
        <Form layout="vertical" onFinish={() => assign.mutate(to)}>
          <Form.Item label={t('inbox.to')}>
            <Select aria-label={t('inbox.to')} autoFocus defaultOpen={false} showSearch={{ optionFilterProp: 'label' }} value={to} onChange={setTo} options={people.items.map((person) => ({ value: person.login, label: `${person.name} (${person.login})` }))} />
          </Form.Item>
          <Form.Item label={t('consents.note')}>
            <Input aria-label={t('consents.note')} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          </Form.Item>
          <Space wrap>
            <Button type="primary" htmlType="submit" disabled={!to} loading={assign.isPending}>{t('inbox.give')}</Button>
            <Button onClick={() => assign.mutate(me.login)} loading={assign.isPending}>{t('inbox.take')}</Button>
            <Button onClick={() => assign.mutate(undefined)} loading={assign.isPending}>{t('inbox.free')}</Button>
          </Space>
        </Form>
      )}
    </Modal>
  );
}
