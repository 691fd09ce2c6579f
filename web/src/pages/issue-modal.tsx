import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Card, DatePicker, Form, Input, Modal, Select, Space, Table } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { NoticeDraft, ReportDetail, Severity } from '../api/types';
import { dateTime } from '../format';
import { useWord } from '../i18n/words';
import { SEVERITIES } from '../ui/choices';
import { Fields } from '../ui/fields';
import { Ready } from '../ui/page';
import { objectPage } from '../url';
import { useReportTitle } from './reports';

/** The draft that a report suggests; everything in it can be changed before issuing. */
function useSuggestion(report?: ReportDetail): NoticeDraft {
  const { t } = useTranslation();
  const word = useWord();
  const title = useReportTitle();
  if (!report) return { recipient: '', title: '', text: '', severity: 'medium', techniques: [] };
  const what = title(report);
  return {
    recipient: report.reporter,
    severity: report.severity,
    techniques: report.techniques,
    report: report.id,
    title: t('issue.draft_title', { what }).slice(0, 120),
    text: t('issue.draft_text', {
      name: report.reporter_name,
      time: dateTime(report.reported),
      what,
      severity: word('severity', report.severity),
      protocol: report.protocol,
      operation: report.operation,
      techniques: report.techniques.join(', '),
    }),
  };
}

/** A value that follows, but only once it has stood still. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Issuing a notice: prefilled from the report, with a preview of number, deadline and receivers. */
export function IssueModal({ report, onClose }: { report?: ReportDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const suggestion = useSuggestion(report);
  const [draft, setDraft] = useState<NoticeDraft>(suggestion);
  const set = (change: Partial<NoticeDraft>) => setDraft((now) => ({ ...now, ...change }));
  const complete = draft.recipient !== '' && draft.title.trim() !== '' && draft.text.trim() !== '';
  const issue = useCommand(() => call('post', '/api/v1/notices', { body: draft }), t('issue.done'));
  const send = () =>
    issue.mutate(undefined, {
      onSuccess: (created) => {
        onClose();
        router.history.push(objectPage('notices', (created as { id: string }).id));
      },
    });
  return (
    <Modal
      open
      width={980}
      style={{ top: 24 }}
      classNames={{ body: 'tall' }}
      title={t('issue.title')}
      onCancel={onClose}
      footer={
        <Space>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" disabled={!complete} loading={issue.isPending} onClick={send}>
            {t('issue.send')}
          </Button>
        </Space>
      }
    >
      <div className="columns">
        <DraftForm draft={draft} onChange={set} fixed={report !== undefined} />
        <Card size="small" title={t('issue.preview')}>
          {complete ? <Preview draft={draft} /> : <span className="muted">{t('issue.preview_needs')}</span>}
        </Card>
      </div>
    </Modal>
  );
}

interface FormProps {
  draft: NoticeDraft;
  onChange: (change: Partial<NoticeDraft>) => void;
  /** The recipient stands already: the report's sender. */
  fixed: boolean;
}

function DraftForm({ draft, onChange, fixed }: FormProps) {
  const { t } = useTranslation();
  const word = useWord();
  const tenants = useList('/api/v1/tenants', { kind: fixed ? undefined : 'enterprise', limit: 200 });
  return (
    <Form layout="vertical">
      <Form.Item label={t('issue.recipient')} required>
        <Select
          aria-label={t('issue.recipient')}
          showSearch={{ optionFilterProp: 'label' }}
          disabled={fixed}
          value={draft.recipient || undefined}
          onChange={(recipient: string) => onChange({ recipient })}
          options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))}
        />
      </Form.Item>
      <Form.Item label={t('issue.heading')} required>
        <Input aria-label={t('issue.heading')} maxLength={120} value={draft.title} onChange={(event) => onChange({ title: event.target.value })} />
      </Form.Item>
      <Form.Item label={t('issue.text')} required>
        <Input.TextArea aria-label={t('issue.text')} rows={9} maxLength={5000} showCount value={draft.text} onChange={(event) => onChange({ text: event.target.value })} />
      </Form.Item>
      <Space align="start" wrap>
        <Form.Item label={t('findings.severity')}>
          <Select<Severity>
            aria-label={t('findings.severity')}
            style={{ width: 110 }}
            value={draft.severity}
            onChange={(severity) => onChange({ severity })}
            options={SEVERITIES.map((value) => ({ value, label: word('severity', value) }))}
          />
        </Form.Item>
        <Form.Item label={t('issue.due')} extra={t('issue.due_explain')}>
          <DatePicker
            aria-label={t('issue.due')}
            showTime
            value={draft.due ? dayjs(draft.due) : null}
            onChange={(due) => onChange({ due: due ? due.valueOf() : undefined })}
          />
        </Form.Item>
      </Space>
    </Form>
  );
}

function Preview({ draft }: { draft: NoticeDraft }) {
  const { t } = useTranslation();
  const word = useWord();
  const settled = useSettled(draft, 400);
  const nodes = useList('/api/v1/nodes');
  const preview = useQuery({
    queryKey: ['notice preview', settled],
    queryFn: () => call('post', '/api/v1/notices/preview', { body: settled }),
    retry: false,
    gcTime: 0,
  });
  const through = (id: string | null | undefined) => (id ? nodes.items.find((node) => node.node === id)?.name ?? id : t('issue.stays'));
  return (
    <Ready query={preview}>
      {(data) => (
        <div className="stack">
          <Fields
            column={1}
            rows={[
              [t('issue.number'), <b key="n">{data.number}</b>],
              [t('issue.due'), dateTime(data.due)],
              [t('issue.due_by'), data.due_by === 'given' ? t('issue.due_given') : data.due_by],
            ]}
          />
          <div>{t('issue.receivers')}</div>
          <Table
            size="small"
            pagination={false}
            rowKey={(row) => `${row.tenant}${row.sees}`}
            dataSource={data.deliveries}
            columns={[
              { title: t('issue.who'), dataIndex: 'tenant_name' },
              { title: t('issue.sees'), dataIndex: 'sees', render: (kind: string) => word('record_kind', kind) },
              { title: t('issue.rule'), dataIndex: 'rule', render: (rule: string) => word('delivery_rule', rule) },
              { title: t('issue.through'), dataIndex: 'through', render: through },
            ]}
          />
        </div>
      )}
    </Ready>
  );
}
