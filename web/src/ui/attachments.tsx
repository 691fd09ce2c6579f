import { UploadOutlined } from '@ant-design/icons';
import { Button, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { upload } from '../api/client';
import { useCommand } from '../api/hooks';
import type { Attachment } from '../api/types';
import { FileLink } from './seal';

/** Files handed in with something: uploaded at once, removed from the list by hand. */
export function AttachmentsEditor({ value, onChange }: { value: Attachment[]; onChange: (value: Attachment[]) => void }) {
  const { t } = useTranslation();
  const send = useCommand(async (file: File) => {
    const stored = await upload(file);
    onChange([...value.filter((other) => other.digest !== stored.digest), stored]);
  });
  return (
    <>
      <Upload
        showUploadList={false}
        beforeUpload={(file) => {
          send.mutate(file);
          return false;
        }}
      >
        <Button icon={<UploadOutlined aria-hidden />} loading={send.isPending}>{t('notice.add_file')}</Button>
      </Upload>
      {value.map((file) => (
        <div key={file.digest}>
          <FileLink attachment={file} />{' '}
          <Button type="link" size="small" onClick={() => onChange(value.filter((other) => other !== file))}>{t('action.remove')}</Button>
        </div>
      ))}
    </>
  );
}
