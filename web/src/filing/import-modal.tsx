// A filled paper of ours read back: what would change is seen first, and only what is ticked is taken.
import { InboxOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Space, Table, Upload } from 'antd';
import { useState, type Key } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import type { ImportedField, ImportReview } from '../api/filing';
import { useTitle } from '../i18n/words';
import { useCommand } from '../api/hooks';
import { RemarkLine } from './marks';
import { inWords, same } from './values';
import { useWords, useWork } from './work';

export function ImportModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { filing, store, settle } = useWork();
  const [review, setReview] = useState<ImportReview>();
  const [taken, setTaken] = useState<Key[]>([]);
  const read = useCommand(async (file: File) => {
    const answer = await send<ImportReview>(`/api/v1/filings/${filing}/forms/${store.form.id}/import?name=${encodeURIComponent(file.name)}`, file);
    setReview(answer);
    setTaken(answer.fields.filter((one) => store.fields.has(one.field) && !same(store.value(one.field), one.after)).map((one) => one.field));
  });
  const accept = () => {
    for (const one of review?.fields ?? []) if (taken.includes(one.field)) store.set(one.field, one.after ?? null);
    settle();
    onClose();
  };
  return (
    <Modal
      open
      width={1000}
      style={{ top: 32 }}
      classNames={{ body: 'tall' }}
      title={t('import.title')}
      onCancel={onClose}
      footer={
        <Space>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!review || taken.length === 0} onClick={accept}>
            {t('import.take', { count: taken.length })}
          </Button>
        </Space>
      }
    >
      {review ? <Review review={review} taken={taken} onTaken={setTaken} /> : (
        <Upload.Dragger accept=".docx,.xlsx" showUploadList={false} disabled={read.isPending} beforeUpload={(file) => (read.mutate(file), false)}>
          <p><InboxOutlined aria-hidden style={{ fontSize: 32 }} /></p>
          <p>{read.isPending ? t('import.reading') : t('import.drop')}</p>
          <p className="muted">{t('import.explain')}</p>
        </Upload.Dragger>
      )}
    </Modal>
  );
}

function Review({ review, taken, onTaken }: { review: ImportReview; taken: Key[]; onTaken: (keys: Key[]) => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  const words = useWords();
  const { store, codes } = useWork();
  const rows = review.fields.filter((one) => store.fields.has(one.field) && (!same(store.value(one.field), one.after) || one.remarks.length > 0));
  const say = (one: ImportedField, value: ImportedField['after']) => inWords(store.fields.get(one.field)!.field, value, codes, words) || '–';
  return (
    <>
      <Alert type="info" showIcon style={{ marginBottom: 8 }} title={t('import.found', { read: review.fields.length, differ: rows.length })} />
      <Table
        size="small"
        pagination={false}
        rowKey="field"
        dataSource={rows}
        rowSelection={{ selectedRowKeys: taken, onChange: onTaken }}
        columns={[
          { title: t('report.field'), width: 220, render: (_, row) => title(store.fields.get(row.field)!.field.title) },
          { title: t('import.before'), render: (_, row) => <span className="was">{say(row, store.value(row.field))}</span> },
          { title: t('import.after'), render: (_, row) => <><span className="now">{say(row, row.after)}</span>{row.remarks.map((remark) => <RemarkLine key={remark.code} remark={remark} />)}</> },
        ]}
      />
    </>
  );
}
