import { Alert, Button, Form, Input, Modal, Select, Space, Table, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { BatchOutcome, FilingRow } from '../../api/filing';
import { useFiling } from '../../api/filings';
import { useCommand } from '../../api/hooks';
import { ExampleBadge } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { Go } from '../../ui/go';
import { objectPage } from '../../url';

/** The same step on many filings: each is taken or refused by itself, and told. */
export function BatchModal({ filings: chosen, onClose }: { filings: readonly FilingRow[]; onClose: () => void }) {
  // As they were chosen: the list behind goes on without those that have moved.
  const [filings] = useState(chosen);
  const { t } = useTranslation();
  const title = useTitle();
  const [action, setAction] = useState<string>();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<BatchOutcome[]>();
  // What may be done is asked of the first; the others stand in the same state of the same procedure.
  const first = useFiling(filings[0]?.id ?? '');
  const alike = new Set(filings.map((row) => `${row.procedure}|${row.state}`)).size === 1;
  const offered = (first.data?.actions ?? []).filter((one) => one.requires.every((field) => field === 'text'));
  const step = offered.find((one) => one.action === action);
  const needsText = step?.requires.includes('text') ?? false;
  const takesText = needsText || step?.optional.includes('text');
  const take = useCommand(async () => setOutcome(await call('post', '/api/v1/filings/batch', { body: { filings: filings.map((row) => row.id), step: { action: action!, text: takesText ? text : '' } } })));
  return (
    <Modal open width={720} title={t('batch.title', { count: filings.length })} onCancel={onClose} footer={null}>
      {outcome ? <Outcomes outcome={outcome} filings={filings} onClose={onClose} /> : (
        <Form layout="vertical" onFinish={() => take.mutate(undefined)}>
          <p>{filings.slice(0, 8).map((row) => row.applicant_name).join('、')}{filings.length > 8 ? ' …' : ''} <ExampleBadge show={filings.some((row) => row.example)} /></p>
          {alike ? null : <Alert type="warning" showIcon style={{ marginBottom: 12 }} title={t('batch.unlike')} />}
          <Form.Item label={t('batch.action')}>
            <Select aria-label={t('batch.action')} loading={first.isPending} value={action} onChange={setAction} options={offered.map((one) => ({ value: one.action, label: title(one.title) }))} disabled={!alike} />
          </Form.Item>
          {takesText ? (
            <Form.Item label={t('notice.step_text')} required={needsText}>
              <Input.TextArea aria-label={t('notice.step_text')} rows={3} maxLength={5000} value={text} onChange={(event) => setText(event.target.value)} />
            </Form.Item>
          ) : null}
          <Space>
            <Button type="primary" htmlType="submit" disabled={!alike || !step || (needsText && text.trim() === '')} loading={take.isPending}>
              {t('batch.take', { count: filings.length })}
            </Button>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
          </Space>
        </Form>
      )}
    </Modal>
  );
}

function Outcomes({ outcome, filings, onClose }: { outcome: readonly BatchOutcome[]; filings: readonly FilingRow[]; onClose: () => void }) {
  const { t } = useTranslation();
  const named = new Map(filings.map((row) => [row.id, row]));
  const refused = outcome.filter((one) => one.code !== '').length;
  return (
    <div className="stack">
      <Alert type={refused > 0 ? 'warning' : 'success'} showIcon title={t('batch.done', { taken: outcome.length - refused, refused })} />
      <Table
        size="small"
        rowKey="filing"
        dataSource={[...outcome].sort((a, b) => Number(b.code !== '') - Number(a.code !== ''))}
        pagination={outcome.length > 10 ? { pageSize: 10, size: 'small' } : false}
        columns={[
          { title: t('filings.applicant'), render: (_, row) => <Go to={objectPage('filings', row.filing)}>{named.get(row.filing)?.applicant_name ?? row.filing}</Go> },
          { title: t('batch.outcome'), render: (_, row) => (row.code ? <Tooltip title={row.way_out}><Tag color="red" tabIndex={0}>{row.title || row.code}</Tag></Tooltip> : <Tag color="green">{t('batch.taken')}</Tag>) },
        ]}
      />
      <Button type="primary" onClick={onClose}>{t('batch.close')}</Button>
    </div>
  );
}
