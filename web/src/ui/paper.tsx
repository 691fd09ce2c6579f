// An official paper: looked at in the page, or taken as a file.
import { FilePdfOutlined, FileWordOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Space, Spin } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { blob, fetchFile } from '../api/client';
import { useCommand } from '../api/hooks';
import { ErrorBox } from './problem';

interface Props {
  /** Route that answers `?format=pdf|docx`. */
  path: string;
  name: string;
  label?: string;
}

export function PaperButtons({ path, name, label }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const get = useCommand((format: string) => fetchFile(`${path}?format=${format}`, `${name}.${format}`));
  return (
    <>
      <Button icon={<FilePdfOutlined aria-hidden />} onClick={() => setShown(true)}>{label ?? t('paper.look')}</Button>
      <Modal
        open={shown}
        width={900}
        style={{ top: 20 }}
        title={`${label ?? t('paper.look')} · ${name}`}
        onCancel={() => setShown(false)}
        destroyOnHidden
        footer={
          <Space>
            <Button icon={<FileWordOutlined aria-hidden />} loading={get.isPending} onClick={() => get.mutate('docx')}>docx</Button>
            <Button icon={<FilePdfOutlined aria-hidden />} loading={get.isPending} onClick={() => get.mutate('pdf')}>pdf</Button>
            <Button type="primary" onClick={() => setShown(false)}>{t('batch.close')}</Button>
          </Space>
        }
      >
        <Sheet path={path} name={name} />
      </Modal>
    </>
  );
}

/** The paper in the browser's own viewer; a browser without one opens or downloads it. */
function Sheet({ path, name }: Props) {
  const { t } = useTranslation();
  const [at, setAt] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    let url: string | undefined;
    let gone = false;
    blob(`${path}?format=pdf`).then(
      (bytes) => {
        if (gone) return;
        url = URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' }));
        setAt(url);
      },
      (problem: unknown) => gone || setError(problem),
    );
    return () => {
      gone = true;
      if (url) URL.revokeObjectURL(url);
    };
  }, [path]);
  if (error) return <ErrorBox error={error} />;
  if (!at) return <Spin style={{ display: 'block', margin: '80px auto' }} />;
  const way = (
    <Space>
      <a href={at} target="_blank" rel="noopener">{t('paper.new_tab')}</a>
      <a href={at} download={`${name}.pdf`}>{t('paper.download')}</a>
    </Space>
  );
  if (!navigator.pdfViewerEnabled) return <Alert type="info" showIcon title={t('paper.no_viewer')} description={way} />;
  return (
    <>
      <iframe className="paper" src={at} title={name} />
      <div className="muted">{t('paper.not_shown')} {way}</div>
    </>
  );
}
