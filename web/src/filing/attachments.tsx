// Files as an answer: dropped, chosen or taken from the evidence locker; each with its day, so that
// evidence from outside of the period is seen.
import { FolderOpenOutlined, InboxOutlined, PaperClipOutlined } from '@ant-design/icons';
import { Button, Drawer, Input, Progress, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { send } from '../api/client';
import type { Evidence, EvidenceRow } from '../api/filing';
import { useList } from '../api/hooks';
import { asProblem } from '../api/problem';
import type { Attachment, Problem } from '../api/types';
import { bytes, dateTime } from '../format';
import { ProblemText } from '../ui/problem';
import { DataTable } from '../ui/table';
import { EvidenceLink } from './preview';

const SUFFIXES: Record<string, string> = { pdf: '.pdf', docx: '.docx,.doc,.wps', xlsx: '.xlsx,.xls,.et', image: 'image/*' };

interface Props {
  files: readonly Evidence[];
  onChange: (files: Evidence[]) => void;
  disabled: boolean;
  label: string;
  accept?: readonly string[];
  /** Days that the evidence must be of: `2024-01-01/2024-12-31`. */
  period?: string | null;
  small?: boolean;
}

interface Sending {
  key: string;
  name: string;
  part: number;
  problem?: Problem;
}

/** Whether a stated day lies outside of a period; only to mark it while typing, the server warns. */
export function isOutside(period: string | null | undefined, day: string | undefined): boolean {
  const [from = '', to = ''] = (period ?? '').split('/');
  return Boolean(day && ((from && day < from) || (to && day > to)));
}

export function Attachments({ files, onChange, disabled, label, accept, period, small }: Props) {
  const { t } = useTranslation();
  const { sending, add } = useSending(files, onChange);
  const [locker, setLocker] = useState(false);
  const pick = accept && accept.length > 0 ? accept.map((kind) => SUFFIXES[kind] ?? `.${kind}`).join(',') : undefined;
  return (
    <div className="attachments" role="group" aria-label={label}>
      {files.map((file) => (
        <FileRow key={file.digest} file={file} period={period} disabled={disabled} onChange={(next) => onChange(files.flatMap((one) => (one.digest !== file.digest ? [one] : next ? [next] : [])))} />
      ))}
      {sending.map((one) => (
        <div key={one.key} className="file-row">
          <span className="file-name">{one.name}</span>
          {one.problem ? <ProblemText problem={one.problem} /> : <Progress size="small" percent={Math.round(one.part * 100)} style={{ maxWidth: 200 }} />}
        </div>
      ))}
      {disabled ? (files.length === 0 ? <span className="muted">{t('fill.no_files')}</span> : null) : (
        <div className="file-add">
          {small ? (
            <Upload multiple accept={pick} showUploadList={false} beforeUpload={(file) => (add(file), false)}>
              <Button size="small" icon={<PaperClipOutlined aria-hidden />}>{t('fill.add_evidence')}</Button>
            </Upload>
          ) : (
            <Upload.Dragger multiple accept={pick} showUploadList={false} beforeUpload={(file) => (add(file), false)}>
              <InboxOutlined aria-hidden /> {t('fill.drop_files')}
              {period ? <span className="muted"> {t('fill.period_of', { period: period.replace('/', ' — ') })}</span> : null}
            </Upload.Dragger>
          )}
          <Button size="small" type={small ? 'text' : 'default'} icon={<FolderOpenOutlined aria-hidden />} onClick={() => setLocker(true)}>
            {t('fill.from_locker')}
          </Button>
        </div>
      )}
      {locker ? <Locker taken={files} onTake={(attachment) => onChange([...files.filter((one) => one.digest !== attachment.digest), attachment])} onClose={() => setLocker(false)} /> : null}
    </div>
  );
}

function useSending(files: readonly Evidence[], onChange: (files: Evidence[]) => void) {
  const [sending, setSending] = useState<Sending[]>([]);
  const latest = useLatest(files);
  const change = (key: string, values: Partial<Sending>) => setSending((now) => now.map((one) => (one.key === key ? { ...one, ...values } : one)));
  const add = (file: File) => {
    const key = `${file.name}|${file.size}|${Math.random()}`;
    setSending((now) => [...now.filter((one) => !one.problem), { key, name: file.name, part: 0 }]);
    send<{ attachment: Attachment }>(`/api/v1/evidence?name=${encodeURIComponent(file.name)}`, file, (part) => change(key, { part })).then(
      ({ attachment }) => {
        setSending((now) => now.filter((one) => one.key !== key));
        latest.current = [...latest.current.filter((one) => one.digest !== attachment.digest), attachment];
        onChange([...latest.current]);
      },
      (error: unknown) => change(key, { problem: asProblem(error) }),
    );
  };
  return { sending, add };
}

/** The newest value, for callbacks that outlive a render: several files may arrive between two. */
function useLatest<T>(value: T): { current: T } {
  const [box] = useState({ current: value });
  box.current = value;
  return box;
}

function FileRow({ file, period, disabled, onChange }: { file: Evidence; period?: string | null; disabled: boolean; onChange: (file?: Evidence) => void }) {
  const { t } = useTranslation();
  const outside = isOutside(period, file.dated);
  return (
    <div className="file-row">
      <EvidenceLink file={file} />
      {period || file.dated ? (
        <label className={outside ? 'file-day remark-warning' : 'file-day muted'}>
          {t('fill.dated')}{' '}
          {disabled ? (file.dated ?? '–') : <input type="date" aria-label={`${t('fill.dated')} ${file.name}`} value={file.dated ?? ''} onChange={(event) => onChange({ ...file, dated: event.target.value || undefined })} />}
          {outside ? ` ${t('fill.outside_period')}` : ''}
        </label>
      ) : null}
      {disabled ? null : (
        <Button type="link" size="small" onClick={() => onChange(undefined)}>
          {t('action.remove')}
        </Button>
      )}
    </div>
  );
}

function Locker({ taken, onTake, onClose }: { taken: readonly Evidence[]; onTake: (attachment: Evidence) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [q, setQ] = useState('');
  const list = useList('/api/v1/evidence', q ? { q } : {});
  return (
    <Drawer open onClose={onClose} size={640} title={t('fill.from_locker')}>
      <Input.Search aria-label={t('evidence.search')} placeholder={t('evidence.search')} allowClear onSearch={(text) => setQ(text.trim())} style={{ marginBottom: 10 }} />
      <DataTable<EvidenceRow>
        label={t('nav.evidence')}
        list={list}
        rowKey={(row) => row.attachment.digest}
        columns={[
          {
            title: t('evidence.file'),
            render: (_, row) => (
              <Button type="link" size="small" style={{ padding: 0 }} disabled={taken.some((one) => one.digest === row.attachment.digest)} onClick={() => onTake(row.attachment)}>
                {row.attachment.name}
              </Button>
            ),
          },
          { title: t('evidence.size'), align: 'right', render: (_, row) => bytes(row.attachment.size_bytes) },
          { title: t('evidence.added'), render: (_, row) => <span className="time">{dateTime(row.time)}</span> },
          { title: t('evidence.used'), align: 'right', dataIndex: 'used' },
        ]}
      />
    </Drawer>
  );
}
