// The words of a letter and everything that goes with them.
import { Card, Collapse, DatePicker, Form, Input, Select, Space, Tag } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../../api/hooks';
import type { Genre, Letter } from '../../api/loop';
import type { Tlp } from '../../api/sharing';
import type { Severity } from '../../api/types';
import { useWord } from '../../i18n/words';
import { ConditionsEditor } from '../../loop/conditions';
import { AttachmentsEditor } from '../../ui/attachments';
import { SEVERITIES } from '../../ui/choices';
import { FileLink } from '../../ui/seal';
import { RecipientsEditor } from './recipients';

const GENRES: Genre[] = ['notice', 'warning', 'advice', 'correction'];
const TLP: Tlp[] = ['red', 'amber', 'green', 'clear'];

interface Props {
  letter: Letter;
  onChange: (change: Partial<Letter>) => void;
  /** The recipient stands already: the report's sender. */
  fixed: boolean;
  readOnly: boolean;
}

export function LetterForm({ letter, onChange, fixed, readOnly }: Props) {
  const { t } = useTranslation();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const named = letter.recipients.tenants ?? [];
  return (
    <Form layout="vertical" disabled={readOnly}>
      <Card size="small" title={t('compose.words')} style={{ marginBottom: 12 }}>
        <Numbering letter={letter} onChange={onChange} />
        <Form.Item label={t('issue.heading')} required>
          <Input aria-label={t('issue.heading')} maxLength={120} showCount value={letter.title} onChange={(event) => onChange({ title: event.target.value })} />
        </Form.Item>
        <Form.Item label={t('issue.text')} required>
          <Input.TextArea aria-label={t('issue.text')} autoSize={{ minRows: 9, maxRows: 20 }} maxLength={5000} showCount value={letter.text} onChange={(event) => onChange({ text: event.target.value })} />
        </Form.Item>
        <Urgency letter={letter} onChange={onChange} />
      </Card>
      <Card size="small" title={t('compose.recipients')} style={{ marginBottom: 12 }}>
        {fixed ? (
          <p>{t('compose.to_reporter')} {named.map((path) => <Tag key={path}>{tenants.items.find((one) => one.path === path)?.name ?? path}</Tag>)}</p>
        ) : (
          <RecipientsEditor value={letter.recipients} onChange={(recipients) => onChange({ recipients })} />
        )}
      </Card>
      <Collapse
        defaultActiveKey={[...((letter.checks ?? []).length > 0 || letter.hazard ? ['hazard'] : []), ...((letter.attachments ?? []).length > 0 ? ['marks'] : [])]}
        items={[
          { key: 'hazard', label: t('compose.hazard_and_checks'), children: <Hazard letter={letter} onChange={onChange} /> },
          { key: 'marks', label: t('compose.attachments_and_marks'), children: <Marks letter={letter} onChange={onChange} readOnly={readOnly} /> },
        ]}
      />
    </Form>
  );
}

type PartProps = Pick<Props, 'letter' | 'onChange'>;

function Numbering({ letter, onChange }: PartProps) {
  const { t } = useTranslation();
  const word = useWord();
  const series = (useGet('/api/v1/notice-series').data ?? []).filter((one) => one.enabled !== false && one.genres.includes(letter.genre ?? 'notice'));
  return (
    <Space align="start" wrap>
      <Form.Item label={t('compose.genre')}>
        <Select<Genre> aria-label={t('compose.genre')} style={{ width: 130 }} value={letter.genre} onChange={(genre) => onChange({ genre, series: undefined })} options={GENRES.map((value) => ({ value, label: word('genre', value) }))} />
      </Form.Item>
      <Form.Item label={t('compose.series')} extra={series.find((one) => one.id === letter.series)?.review ? t('compose.needs_review') : undefined}>
        <Select aria-label={t('compose.series')} allowClear style={{ minWidth: 260 }} placeholder={t('compose.series_by_genre')} value={letter.series} onChange={(id?: string) => onChange({ series: id })} options={series.map((one) => ({ value: one.id, label: `${one.name} · ${one.next}` }))} />
      </Form.Item>
    </Space>
  );
}

function Urgency({ letter, onChange }: PartProps) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Space align="start" wrap>
      <Form.Item label={t('findings.severity')}>
        <Select<Severity> aria-label={t('findings.severity')} style={{ width: 110 }} value={letter.severity} onChange={(severity) => onChange({ severity })} options={SEVERITIES.map((value) => ({ value, label: word('severity', value) }))} />
      </Form.Item>
      <Form.Item label={t('issue.due')} extra={t('issue.due_explain')}>
        <DatePicker aria-label={t('issue.due')} showTime value={letter.due ? dayjs(letter.due) : null} onChange={(due) => onChange({ due: due ? due.valueOf() : undefined })} />
      </Form.Item>
      <Form.Item label={t('findings.techniques')}>
        <Select mode="tags" aria-label={t('findings.techniques')} style={{ minWidth: 220 }} value={letter.techniques ?? []} onChange={(techniques: string[]) => onChange({ techniques })} options={(letter.techniques ?? []).map((id) => ({ value: id, label: `${id} ${word('technique', id)}` }))} />
      </Form.Item>
    </Space>
  );
}

function Hazard({ letter, onChange }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item label={t('compose.hazard')} extra={t('compose.hazard_explain')}>
        <Input aria-label={t('compose.hazard')} maxLength={200} placeholder="vuln:CNVD-2026-00001@" value={letter.hazard ?? ''} onChange={(event) => onChange({ hazard: event.target.value.trim() })} />
      </Form.Item>
      <Form.Item label={t('compose.checks')} extra={t('compose.checks_explain')}>
        <ConditionsEditor value={letter.checks ?? []} onChange={(checks) => onChange({ checks })} />
      </Form.Item>
    </>
  );
}

function Marks({ letter, onChange, readOnly }: PartProps & { readOnly: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item label={t('compose.attachments')}>
        {readOnly ? (letter.attachments ?? []).map((file) => <div key={file.digest}><FileLink attachment={file} /></div>) : <AttachmentsEditor value={letter.attachments ?? []} onChange={(attachments) => onChange({ attachments })} />}
      </Form.Item>
      <Space align="start" wrap>
        <Form.Item label="TLP">
          <Select<Tlp> aria-label="TLP" style={{ minWidth: 220 }} value={letter.tlp ?? 'amber'} onChange={(tlp) => onChange({ tlp })} options={TLP.map((value) => ({ value, label: `TLP:${value.toUpperCase()} · ${t(`policies.tlp_${value}`)}` }))} />
        </Form.Item>
        <Form.Item label={t('compose.mark')}>
          <Input aria-label={t('compose.mark')} maxLength={20} style={{ width: 140 }} placeholder={t('compose.mark_hint')} value={letter.mark ?? ''} onChange={(event) => onChange({ mark: event.target.value })} />
        </Form.Item>
        <Form.Item label={t('compose.copies_to')} extra={t('compose.copies_explain')}>
          <Input aria-label={t('compose.copies_to')} maxLength={300} style={{ width: 300 }} value={letter.copies_to ?? ''} onChange={(event) => onChange({ copies_to: event.target.value })} />
        </Form.Item>
      </Space>
    </>
  );
}
