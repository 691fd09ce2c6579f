// Opening a hazard that no notice tells of: a vulnerability, a risk, a gap of a drill.
import { Button, Card, DatePicker, Form, Input, Select, Space } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { Condition, HazardDraft, LoopSource } from '../../api/loop';
import type { Severity } from '../../api/types';
import { useWord } from '../../i18n/words';
import { ConditionsEditor, isWhole } from '../../loop/conditions';
import { useOpenHazard } from '../../loop/open';
import { SEVERITIES } from '../../ui/choices';
import { Page } from '../../ui/page';

const SOURCES: LoopSource[] = ['vulnerability', 'finding', 'assessment_risk', 'data_risk', 'drill_gap'];

interface Values {
  source: LoopSource;
  hazard?: string;
  title: string;
  text?: string;
  severity: Severity;
  due?: Dayjs;
}

export function NewHazard() {
  const { t } = useTranslation();
  const word = useWord();
  const [checks, setChecks] = useState<Condition[]>([]);
  const required = { required: true, whitespace: true, message: t('form.required') };
  const open = useOpenHazard((body: HazardDraft) => call('post', '/api/v1/hazards', { body }));
  const send = ({ due, ...values }: Values) => open.mutate({ ...values, checks, ...(due ? { due: due.valueOf() } : {}) });
  return (
    <Page back="/loops" title={t('hazards.new')}>
      <Card size="small" style={{ maxWidth: 860 }}>
        <Form<Values> layout="vertical" initialValues={{ source: 'vulnerability', severity: 'medium'}} onFinish={send}>
          <Space align="start" wrap>
            <Form.Item name="source" label={t('loops.source')}>
              <Select style={{ width: 160 }} options={SOURCES.map((value) => ({ value, label: word('loop_source', value) }))} />
            </Form.Item>
            <Form.Item name="severity" label={t('findings.severity')}>
              <Select style={{ width: 110 }} options={SEVERITIES.map((value) => ({ value, label: word('severity', value) }))} />
            </Form.Item>
            <Form.Item name="due" label={t('issue.due')} extra={t('issue.due_explain')}>
              <DatePicker showTime />
            </Form.Item>
          </Space>
          <Form.Item name="hazard" label={t('compose.hazard')} extra={t('hazards.identity')}>
            <Input maxLength={200} placeholder="vuln:CNVD-2026-00001@10.20.1.20" />
          </Form.Item>
          <Form.Item name="title" label={t('issue.heading')} rules={[required]}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="text" label={t('hazards.text')}>
            <Input.TextArea rows={5} maxLength={5000} showCount />
          </Form.Item>
          <Form.Item label={t('compose.checks')} extra={t('compose.checks_explain')}>
            <ConditionsEditor value={checks} onChange={setChecks} />
          </Form.Item>
          <Button type="primary" htmlType="submit" disabled={!checks.every(isWhole)} loading={open.isPending}>{t('hazards.open')}</Button>
        </Form>
      </Card>
    </Page>
  );
}
