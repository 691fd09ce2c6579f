import { PaperClipOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Popover, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../api/types';
import { bytes, short } from '../format';
import { Fields } from './fields';

interface Seal {
  suite: string;
  key: string;
  signature: string;
}

/** A seal, whole in a popover. */
export function SealMark({ seal }: { seal?: Seal | null }) {
  const { t } = useTranslation();
  if (!seal) return null;
  const { suite, key, signature } = seal;
  return (
    <Popover
      title={t('notice.seal_title')}
      content={
        <div style={{ maxWidth: 420 }}>
          <Fields column={1} rows={[[t('notice.seal_suite'), suite], [t('notice.seal_key'), <code key="k" className="hash">{key}</code>], [t('notice.seal_signature'), <code key="s" className="hash">{signature}</code>]]} />
        </div>
      }
    >
      <Tag color="green" icon={<SafetyCertificateOutlined aria-hidden />} tabIndex={0}>
        {t('notice.sealed')}
      </Tag>
    </Popover>
  );
}

/** A file of evidence: name, size, digest; downloads. */
export function FileLink({ attachment }: { attachment: Attachment }) {
  return (
    <a href={`/api/v1/evidence/${attachment.digest}`} download={attachment.name} title={`SHA-256 ${attachment.digest}`}>
      <PaperClipOutlined aria-hidden /> {attachment.name} <span className="muted">{bytes(attachment.size_bytes)} · {short(attachment.digest, 10)}</span>
    </a>
  );
}
