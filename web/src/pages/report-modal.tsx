import { Alert, Button, Form, Input, Modal, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { FindingBody, FindingDetail, Policy } from '../api/types';
import { useWord } from '../i18n/words';
import { useParam } from '../ui/evidence';
import { Go } from '../ui/go';
import { AudienceTags } from '../ui/audience';
import { TlpTag } from '../ui/policy';

const REPORT = 'finding_report';

/** Reporting a finding upward: under which policy, to whom, and what they will see of it. */
export function ReportModal({ finding, onClose }: { finding: FindingDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const policies = useList('/api/v1/sharing-policies');
  const usable = policies.items.filter((policy) => policy.enabled && policy.kinds.includes(REPORT));
  const [chosen, setChosen] = useState<string>();
  const [note, setNote] = useState('');
  const policy = usable.find((item) => item.id === chosen) ?? usable[0];
  const report = useCommand(
    () => call('post', '/api/v1/findings/{id}/report', { path: { id: finding.id }, body: { policy: policy!.id, note } }),
    t('report.sent'),
  );
  return (
    <Modal
      open
      width={720}
      style={{ top: 24 }}
      classNames={{ body: 'tall' }}
      title={t('report.title')}
      onCancel={onClose}
      footer={
        <Space>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!policy} loading={report.isPending} onClick={() => report.mutate(undefined, { onSuccess: onClose })}>
            {t('report.send')}
          </Button>
        </Space>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('report.policy')}>
          <Select
            aria-label={t('report.policy')}
            loading={policies.loading}
            value={policy?.id}
            onChange={setChosen}
            options={usable.map((item) => ({ value: item.id, label: item.name }))}
            notFoundContent={<Go to="/sharing-policies">{t('report.no_policy')}</Go>}
          />
        </Form.Item>
        {policy ? <WhatTheySee finding={finding} policy={policy} /> : null}
        <Form.Item label={t('report.note')} style={{ marginTop: 12 }}>
          <Input.TextArea aria-label={t('report.note')} rows={3} maxLength={2000} showCount value={note} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function WhatTheySee({ finding, policy }: { finding: FindingDetail; policy: Policy }) {
  const { t } = useTranslation();
  const word = useWord();
  const param = useParam();
  const body = finding.body as unknown as FindingBody;
  const redact = policy.redact ?? [];
  const rows = [
    { field: 'rule', value: finding.rule },
    { field: 'severity', value: word('severity', finding.severity) },
    { field: 'techniques', value: finding.techniques.map((id) => `${id} ${word('technique', id)}`).join(', ') },
    { field: 'source', value: finding.source },
    { field: 'target', value: finding.target },
    { field: 'operation', value: `${finding.protocol} · ${finding.operation}` },
    { field: 'params', value: Object.entries(body.params ?? {}).map(([name, value]) => param(name, value).join(': ')).join('; ') },
    { field: 'evidence', value: t('report.evidence_count', { count: body.evidence.length }) },
  ];
  return (
    <>
      <Alert
        type="info"
        showIcon
        title={<>{t('report.goes_to')} <AudienceTags audience={{ tenants: policy.audience, groups: policy.groups, level: policy.level }} /> <TlpTag tlp={policy.tlp} /></>}
        style={{ marginBottom: 8 }}
      />
      <Table
        size="small"
        pagination={false}
        rowKey="field"
        dataSource={rows}
        columns={[
          { title: t('report.field'), dataIndex: 'field', width: 130, render: (field: string) => word('report_field', field) },
          { title: t('report.value'), render: (_, row) => <span className={redact.includes(row.field) ? 'redacted' : undefined}>{row.value}</span> },
          {
            title: t('report.seen'),
            width: 110,
            render: (_, row) => (redact.includes(row.field) ? <Tag>{t('report.left_out')}</Tag> : <Tag color="green">{t('report.visible')}</Tag>),
          },
        ]}
      />
    </>
  );
}
