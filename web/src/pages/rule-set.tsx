import { CheckOutlined, DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Card, Empty, Input, Table, Tag, Upload } from 'antd';
import type { TextAreaRef } from 'antd/es/input/TextArea';
import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useGet } from '../api/hooks';
import type { CompileReport, RuleSetDetail, RuleSetProbe } from '../api/types';
import { bytes, count } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { download } from '../ui/download';
import { Go } from '../ui/go';
import { lineRange } from '../ui/lines';
import { Page, Ready } from '../ui/page';
import { Ago } from '../ui/tags';

/** A new rule set: paste or upload, look at what compiles, save. */
export function NewRuleSet() {
  const { t } = useTranslation();
  return (
    <Page back="/rule-sets" title={t('rules.add')}>
      <Editor />
    </Page>
  );
}

/** One rule set: its text, and what became of each rule. */
export function RuleSet() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const set = useGet('/api/v1/rule-sets/{id}', { path: { id } });
  const data = set.data;
  return (
    <Page
      back="/rule-sets"
      title={data ? <>{data.name} <Tag color={data.enabled ? 'green' : 'default'}>{t(data.enabled ? 'policies.on' : 'policies.off')}</Tag></> : t('nav.rule_sets')}
      extra={data ? <Button icon={<DownloadOutlined aria-hidden />} onClick={() => download(`${data.name}.rules`, data.text, 'text/plain')}>{t('rules.download')}</Button> : null}
    >
      <Ready query={set}>
        {(loaded) => (
          <div className="stack">
            <Editor key={`${loaded.id} ${loaded.revision}`} set={loaded} />
            <OnProbes set={loaded} />
          </div>
        )}
      </Ready>
    </Page>
  );
}

/** Where it runs, and why not where it does not. */
function OnProbes({ set }: { set: RuleSetDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <Card size="small" title={<>{t('rules.on_probes')} <span className="muted">{t('rules.runs_on', { running: count(set.running), probes: count(set.probes) })}</span></>}>
      <Table<RuleSetProbe>
        size="small"
        rowKey="probe"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={set.on_probes}
        locale={{ emptyText: t('rules.no_probes') }}
        columns={[
          { title: t('probes.name'), render: (_, row) => <Go to={`/probes/${encodeURIComponent(row.probe)}/health`}>{row.name}</Go> },
          { title: t('rules.running'), render: (_, row) => (row.runs ? <Tag color={row.runs.compiled < row.runs.total ? 'orange' : 'green'}>{t('health.rules_run', { compiled: count(row.runs.compiled), total: count(row.runs.total) })}</Tag> : <Tag>{t('rules.not_running')}</Tag>) },
          { title: t('rules.trouble'), render: (_, row) => (row.trouble ? word('rules_trouble', row.trouble) : <span className="muted">–</span>) },
          { title: t('health.received'), render: (_, row) => <Ago ms={row.received} /> },
        ]}
      />
    </Card>
  );
}

interface Checked {
  text: string;
  report: CompileReport;
}

function Editor({ set }: { set?: RuleSetDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const area = useRef<TextAreaRef>(null);
  const [name, setName] = useState(set?.name ?? '');
  const [text, setText] = useState(set?.text ?? '');
  const [checked, setChecked] = useState<Checked | undefined>(set ? { text: set.text, report: set.report } : undefined);
  const check = useCommand((body: { name: string; text: string }) => call('post', '/api/v1/rule-sets/check', { body }));
  const save = useCommand<{ name: string; text: string }, unknown>(
    (body) => (set ? call('put', '/api/v1/rule-sets/{id}', { path: { id: set.id }, body: { revision: set.revision, ...body } }) : call('post', '/api/v1/rule-sets', { body })),
    t('rules.saved'),
  );
  const current = checked?.text === text ? checked.report : undefined;
  const draft = { name: name.trim(), text };
  const changed = draft.name !== (set?.name ?? '') || text !== (set?.text ?? '');
  const look = () => check.mutate({ ...draft, name: draft.name || t('rules.unnamed') }, { onSuccess: (report) => setChecked({ text, report: report as CompileReport }) });
  const keep = () => save.mutate(draft, { onSuccess: () => (set ? undefined : router.history.push('/rule-sets')) });
  return (
    <div className="columns">
      <Card size="small" title={<Input aria-label={t('rules.name')} placeholder={t('rules.name')} maxLength={80} value={name} disabled={!may('rules_write')} onChange={(event) => setName(event.target.value)} />}>
        <div className="filters">
          <Upload accept=".rules,.txt" showUploadList={false} beforeUpload={(file) => { void file.text().then(setText); if (!name) setName(file.name.replace(/\.\w+$/, '')); return false; }}>
            <Button disabled={!may('rules_write')} icon={<UploadOutlined aria-hidden />}>{t('rules.upload')}</Button>
          </Upload>
          <Button disabled={!may('rules_write') || text.trim() === ''} loading={check.isPending} icon={<CheckOutlined aria-hidden />} onClick={look}>{t('rules.check')}</Button>
          <Button type="primary" disabled={!may('rules_write') || !current || current.compiled === 0 || !draft.name || !changed} loading={save.isPending} onClick={keep}>{t('action.save')}</Button>
          <span className="muted">{t('rules.lines', { lines: count(text === '' ? 0 : text.split('\n').length), size: bytes(new Blob([text]).size) })}</span>
        </div>
        <Input.TextArea
          ref={area}
          className="rules-text"
          aria-label={t('rules.text')}
          placeholder={'alert tcp any any -> any 502 (msg:"…"; content:"|00 00|"; offset:2; depth:2; sid:1000001; rev:1;)'}
          spellCheck={false}
          wrap="off"
          rows={24}
          value={text}
          readOnly={!may('rules_write')}
          onChange={(event) => setText(event.target.value)}
        />
      </Card>
      <Report report={current} stale={checked !== undefined && !current} onLine={(line) => show(area, text, line)} />
    </div>
  );
}

/** Selects a line in the text and brings it into sight. */
function show(area: RefObject<TextAreaRef | null>, text: string, line: number) {
  const field = area.current?.resizableTextArea?.textArea;
  if (!field) return;
  const [start, end] = lineRange(text, line);
  field.focus();
  field.setSelectionRange(start, end);
  field.scrollTop = Math.max(0, (line - 4) * (field.scrollHeight / Math.max(1, text.split('\n').length)));
}

function Report({ report, stale, onLine }: { report?: CompileReport; stale: boolean; onLine: (line: number) => void }) {
  const { t } = useTranslation();
  if (!report) {
    return (
      <Card size="small" title={t('rules.report')}>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t(stale ? 'rules.stale' : 'rules.not_checked')} />
      </Card>
    );
  }
  const failed = report.total - report.compiled;
  return (
    <Card size="small" title={t('rules.report')} styles={{ body: { padding: 0 } }}>
      <Alert
        className="verdict"
        banner
        type={failed === 0 && report.total > 0 ? 'success' : report.compiled === 0 ? 'error' : 'warning'}
        showIcon
        title={report.total === 0 ? t('rules.no_rules') : failed === 0 ? t('rules.all_compiled', { total: count(report.total) }) : t('rules.some_failed', { total: count(report.total), compiled: count(report.compiled), failed: count(failed) })}
      />
      {report.failed.length > 0 ? (
        <Table
          size="small"
          rowKey={(row) => `${row.line} ${row.sid} ${row.reason}`}
          pagination={report.failed.length > 50 ? { defaultPageSize: 50, size: 'small', showSizeChanger: false } : false}
          dataSource={report.failed}
          columns={[
            { title: t('rules.line'), width: 70, render: (_, row) => <Button type="link" size="small" style={{ padding: 0 }} aria-label={t('rules.show_line', { line: row.line })} onClick={() => onLine(row.line)}>{row.line}</Button> },
            { title: 'SID', width: 100, render: (_, row) => (row.sid > 0 ? <code>{row.sid}</code> : <span className="muted">–</span>) },
            { title: t('rules.reason'), dataIndex: 'reason' },
          ]}
        />
      ) : null}
    </Card>
  );
}
