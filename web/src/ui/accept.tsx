import { Alert, Button, Form, Input, Modal, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand } from '../api/hooks';
import type { FindingRow } from '../api/types';

/** Accepts a deviation into the baseline, with a reason. */
export function AcceptModal({ finding, onClose }: { finding?: FindingRow; onClose: () => void }) {
  const { t } = useTranslation();
  const accept = useCommand(
    (reason: string) => call('post', '/api/v1/findings/{id}/accept', { path: { id: finding!.id }, body: { revision: finding!.revision, reason } }),
    t('review.accepted'),
  );
  return (
    <Modal open={finding !== undefined} title={t('review.accept_title')} footer={null} onCancel={onClose} destroyOnHidden>
      {finding ? (
        <Form<{ reason: string }> layout="vertical" onFinish={({ reason }) => accept.mutate(reason.trim(), { onSuccess: onClose })}>
          <p>{finding.source} → {finding.target} · {[finding.protocol, finding.operation].filter(Boolean).join(' ')}</p>
          <Alert type="info" showIcon style={{ marginBottom: 12 }} title={t('review.accept_explain')} />
          <Form.Item name="reason" label={t('review.reason')} rules={[{ required: true, whitespace: true, message: t('form.required') }]}>
            <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
          </Form.Item>
          <Space>
            <Button type="primary" htmlType="submit" loading={accept.isPending}>
              {t('review.accept')}
            </Button>
            <Button onClick={onClose}>{t('action.cancel')}</Button>
          </Space>
        </Form>
      ) : null}
    </Modal>
  );
}
