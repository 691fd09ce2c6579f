import { UploadOutlined } from '@ant-design/icons';
import { Button, Card, Form, Input, Space, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, upload } from '../api/client';
import { useCommand } from '../api/hooks';
import type { Attachment, AvailableStep, NoticeDetail } from '../api/types';
import { useWord } from '../i18n/words';
import { FileLink } from './notice';

/** Steps that move a loop on are set off from those that turn it back. */
const FORWARD = ['sign_for', 'reply', 'close'];

/** What the reader may do now: exactly the steps the node offers. */
export function NoticeActions({ notice }: { notice: NoticeDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const [chosen, setChosen] = useState<string>();
  const step = notice.actions.find((action) => action.action === chosen);
  return (
    <Card size="small" title={t('notice.actions')}>
      {notice.actions.length === 0 ? <span className="muted">{t('notice.no_actions')}</span> : null}
      <Space wrap>
        {notice.actions.map(({ action }) => (
          <Button key={action} type={FORWARD.includes(action) && !step ? 'primary' : 'default'} aria-pressed={action === chosen} onClick={() => setChosen(action)}>
            {word('action_name', action)}
          </Button>
        ))}
      </Space>
      {step ? <StepForm key={step.action} notice={notice} step={step} onDone={() => setChosen(undefined)} /> : null}
    </Card>
  );
}

function StepForm({ notice, step, onDone }: { notice: NoticeDetail; step: AvailableStep; onDone: () => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const [text, setText] = useState('');
  const [files, setFiles] = useState<Attachment[]>([]);
  const name = word('action_name', step.action);
  const take = useCommand(
    () => call('post', '/api/v1/notices/{id}/steps', { path: { id: notice.id }, body: { action: step.action, text, attachments: files } }),
    t('notice.step_done', { action: name }),
  );
  const send = useCommand(async (file: File) => {
    const stored = await upload(file);
    setFiles((now) => [...now.filter((other) => other.digest !== stored.digest), stored]);
  });
  const needsFiles = step.requires.includes('attachments');
  // A procedure names the words it wants by their purpose (text, reason, note): all of them go into the text.
  const needsText = step.requires.some((field) => field !== 'attachments');
  const missing = (needsText && text.trim() === '') || (needsFiles && files.length === 0);
  return (
    <Form layout="vertical" style={{ marginTop: 12 }} onFinish={() => take.mutate(undefined, { onSuccess: onDone })}>
      <Form.Item label={t('notice.step_text')} required={needsText}>
        <Input.TextArea aria-label={t('notice.step_text')} rows={4} maxLength={5000} showCount value={text} onChange={(event) => setText(event.target.value)} />
      </Form.Item>
      <Form.Item label={t('notice.step_files')} required={needsFiles}>
        <Upload
          multiple
          showUploadList={false}
          beforeUpload={(file) => {
            send.mutate(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined aria-hidden />} loading={send.isPending}>
            {t('notice.add_file')}
          </Button>
        </Upload>
        {files.map((file) => (
          <div key={file.digest}>
            <FileLink attachment={file} />{' '}
            <Button type="link" size="small" onClick={() => setFiles((now) => now.filter((other) => other !== file))}>
              {t('action.remove')}
            </Button>
          </div>
        ))}
      </Form.Item>
      <Space>
        <Button type="primary" htmlType="submit" disabled={missing} loading={take.isPending}>
          {t('notice.take', { action: name })}
        </Button>
        <Button onClick={onDone}>{t('action.cancel')}</Button>
      </Space>
    </Form>
  );
}
