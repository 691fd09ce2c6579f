import { Alert, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  title: string;
  /** Name of what is shown and the secret; absent = closed. */
  secret?: { label: string; value: string; note?: string };
  onClose: () => void;
}

/** A secret that the node shows once: copy it now. */
export function ShownOnce({ title, secret, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={secret !== undefined}
      title={title}
      onCancel={onClose}
      onOk={onClose}
      okText={t('once.kept')}
      cancelButtonProps={{ style: { display: 'none' } }}
      mask={{ closable: false }}
    >
      <Alert type="warning" showIcon title={t('once.warning')} style={{ marginBottom: 12 }} />
      <div>{secret?.label}</div>
      <Typography.Paragraph className="secret" copyable={{ text: secret?.value, tooltips: [t('action.copy'), t('action.copied')] }}>
        {secret?.value}
      </Typography.Paragraph>
      {secret?.note ? <div className="muted">{secret.note}</div> : null}
    </Modal>
  );
}
