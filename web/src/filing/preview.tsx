// Looking at a file without leaving the page: pictures and texts beside it, a PDF in the browser's
// own viewer; everything else is downloaded. The node never serves a file to be run.
import { PaperClipOutlined } from '@ant-design/icons';
import { App, Drawer } from 'antd';
import { createElement, useEffect, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { blob } from '../api/client';
import { asProblem } from '../api/problem';
import type { Evidence } from '../api/filing';
import { bytes, short } from '../format';
import { ProblemText } from '../ui/problem';

type Way = 'picture' | 'text' | 'pdf';
const WAYS: Record<string, Way> = { 'image/png': 'picture', 'image/jpeg': 'picture', 'image/webp': 'picture', 'image/gif': 'picture', 'text/plain': 'text', 'application/pdf': 'pdf' };
/** More of a text is not shown beside a page. */
const TEXT_BYTES = 200_000;

interface Shown {
  url?: string;
  text?: string;
}

async function load(file: Evidence, way: Way): Promise<Shown> {
  const body = await blob(`/api/v1/evidence/${file.digest}`);
  if (way === 'text') return { text: await body.slice(0, TEXT_BYTES).text() };
  return { url: URL.createObjectURL(body.slice(0, body.size, file.media_type)) };
}

/** A file of evidence: opens where the browser can show it, downloads otherwise. */
export function EvidenceLink({ file, bare }: { file: Evidence; bare?: boolean }) {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const [shown, setShown] = useState<Shown>();
  const way = WAYS[file.media_type];
  useEffect(() => () => (shown?.url ? URL.revokeObjectURL(shown.url) : undefined), [shown]);
  const open = (event: MouseEvent) => {
    if (!way || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    load(file, way).then(
      (got) => (way === 'pdf' ? window.open(got.url, '_blank', 'noopener') : setShown(got)),
      (error: unknown) => notification.error({ title: t('error.failed'), description: createElement(ProblemText, { problem: asProblem(error) }) }),
    );
  };
  return (
    <>
      <a className="file-name" href={`/api/v1/evidence/${file.digest}`} download={file.name} onClick={open} title={`${file.name} · ${bytes(file.size_bytes)} · SHA-256 ${file.digest}`}>
        <PaperClipOutlined aria-hidden /> {file.name}
        {bare ? null : <span className="muted"> {bytes(file.size_bytes)} · {short(file.digest, 8)}</span>}
      </a>
      <Drawer open={shown !== undefined} onClose={() => setShown(undefined)} size={760} title={file.name} destroyOnHidden extra={<a href={`/api/v1/evidence/${file.digest}`} download={file.name}>{t('evidence.download')}</a>}>
        {shown?.url ? <img src={shown.url} alt={file.name} style={{ maxWidth: '100%' }} /> : <pre className="preview-text">{shown?.text}</pre>}
      </Drawer>
    </>
  );
}
