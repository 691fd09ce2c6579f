import { Button, Input, Table, Tooltip } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, FilingDetail, FormView, PeerDistribution, Verdict } from '../../api/filing';
import { EvidenceLink } from '../../filing/preview';
import { SourceMark, VerdictTag } from '../../filing/marks';
import { Peers } from '../../filing/peers';
import { evidenceOf, inWords, item, same, VERDICTS } from '../../filing/values';
import { useWords } from '../../filing/work';
import { useTitle, useWord } from '../../i18n/words';
import { ErrorBox } from '../../ui/problem';
import type { Verdicts } from './verdicts';

interface Props {
  filing: FilingDetail;
  view: FormView;
  verdicts: Verdicts;
  peers?: PeerDistribution;
  /** Answers that need no verdict, too. */
  all: boolean;
}

/** A key pressed while typing belongs to the text. */
const isTyping = (target: EventTarget | null) => target instanceof HTMLElement && target.matches('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]');

export function VerdictTable({ view, verdicts, peers, all }: Props) {
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const lines = useLines(view, verdicts, peers, all);
  const current = verdicts.desk.items[verdicts.desk.at];
  const keys = useRef<(event: KeyboardEvent) => void>(() => undefined);
  keys.current = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('.ant-modal-wrap:not([style*="none"])')) return;
    const outcome = verdicts.key(event.key);
    if (!outcome) return;
    event.preventDefault();
    const row = place.current?.querySelector(`[data-row-key="${current}"]`);
    if (outcome.effect === 'note') row?.querySelector<HTMLElement>('textarea')?.focus();
    if (outcome.effect === 'evidence') row?.querySelector<HTMLElement>('.file-name')?.click();
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => keys.current(event);
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  useEffect(() => {
    place.current?.querySelector(`[data-row-key="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const columns = useColumns(verdicts, view.judgeable);
  return (
    <div className="list verdicts" ref={place} role="region" aria-label={t('verify.table')}>
      {verdicts.error ? <ErrorBox error={verdicts.error} /> : null}
      <Table<Line>
        size="small"
        rowKey="id"
        pagination={false}
        columns={columns}
        dataSource={lines}
        rowClassName={(row) => (row.id === current ? 'verdict-here' : row.place >= 0 ? '' : 'verdict-plain')}
        onRow={(row) => ({ onClick: () => (row.place >= 0 ? verdicts.stand(row.place) : undefined), 'aria-current': row.id === current ? ('true' as const) : undefined })}
      />
    </div>
  );
}

/** One line of the table; the same object as long as nothing on it changed, so that a verdict redraws one line. */
interface Line {
  id: string;
  field: Field;
  place: number;
  verdict?: Verdict;
  view: FormView;
  peers?: PeerDistribution;
}

/** Fields to be shown: items, and on demand every other answer between them. */
function useLines(view: FormView, verdicts: Verdicts, peers: PeerDistribution | undefined, all: boolean): Line[] {
  const kept = useRef(new Map<string, Line>());
  const { items, verdicts: given } = verdicts.desk;
  const fields = useMemo(
    () =>
      view.definition.sections
        .filter((section) => view.evaluation.sections[section.id]?.visible ?? true)
        .flatMap((section) => section.fields)
        .filter((field) => !view.evaluation.fields[field.id]?.hidden && (field.type === 'item' || (all && field.type !== 'pledge'))),
    [view, all],
  );
  return fields.map((field) => {
    const line: Line = { id: field.id, field, place: items.indexOf(field.id), verdict: given[field.id], view, peers };
    const before = kept.current.get(field.id);
    if (before && before.view === view && before.peers === peers && before.verdict === line.verdict && before.place === line.place) return before;
    kept.current.set(field.id, line);
    return line;
  });
}

function useColumns(verdicts: Verdicts, enabled: boolean): ColumnsType<Line> {
  const { t } = useTranslation();
  const title = useTitle();
  const latest = useRef(verdicts);
  latest.current = verdicts;
  return useMemo(() => {
    const columns: ColumnsType<Line> = [
      { title: '#', width: 40, align: 'right', render: (_, { place }) => (place < 0 ? '' : place + 1) },
      {
        title: t('verify.requirement'),
        width: '26%',
        render: (_, { field }) => (
          <>
            <div>{title(field.title)}</div>
            {field.help ? <div className="muted clamp" title={title(field.help)}>{title(field.help)}</div> : null}
            <SourceMark source={field.source} />
          </>
        ),
      },
      { title: t('verify.answer'), width: '20%', render: (_, { field, view }) => <Given field={field} view={view} /> },
      { title: t('verify.evidence'), width: '13%', render: (_, { field, view }) => <Evidence field={field} view={view} /> },
      { title: t('verify.last_year'), width: 92, render: (_, { field, view }) => <LastYear field={field} view={view} /> },
      { title: t('verify.peers'), width: 96, render: (_, { field, view, peers }) => <Peers field={field} value={view.answers[field.id]} shares={peers?.fields[field.id]} codes={view.codes} /> },
      { title: t('verify.verdict'), width: 250, render: (_, { field, verdict }) => (field.type === 'item' ? <Judging field={field} given={verdict} verdicts={latest} enabled={enabled} /> : null) },
    ];
    return columns.map((column) => ({ ...column, shouldCellUpdate: (line: Line, before: Line) => line !== before }));
  }, [t, title, enabled]);
}

function LastYear({ field, view }: { field: Field; view: FormView }) {
  const words = useWords();
  const before = view.previous?.[field.id];
  if (before === undefined) return <span className="muted">–</span>;
  if (field.type === 'item') {
    const { answer } = item(before);
    return <span className={answer === item(view.answers[field.id]).answer ? undefined : 'moved'}><VerdictTag verdict={answer} /></span>;
  }
  const text = inWords(field, before, view.codes, words);
  return <span className={same(before, view.answers[field.id]) ? 'muted clamp' : 'moved clamp'} title={text}>{text || '–'}</span>;
}

function Given({ field, view }: { field: Field; view: FormView }) {
  const words = useWords();
  const value = field.type === 'computed' ? view.evaluation.fields[field.id]?.value : view.answers[field.id];
  if (field.type !== 'item') return <span className="given">{inWords(field.type === 'computed' ? { ...field, type: 'text' } : field, value, view.codes, words) || '–'}</span>;
  const { answer, note } = item(value);
  return (
    <>
      <VerdictTag verdict={answer} />
      {note ? <div className="given">{note}</div> : null}
    </>
  );
}

function Evidence({ field, view }: { field: Field; view: FormView }) {
  const files = evidenceOf(field, view.answers[field.id]);
  const remarks = view.evaluation.fields[field.id]?.remarks ?? [];
  if (files.length === 0) return <span className="muted">–</span>;
  return (
    <>
      {files.map((file) => (
        <div key={file.digest}>
          <EvidenceLink file={file} bare /> {file.dated ? <span className={remarks.some((one) => one.warning) ? 'remark-warning' : 'muted'}>{file.dated}</span> : null}
        </div>
      ))}
    </>
  );
}

function Judging({ field, given, verdicts, enabled }: { field: Field; given?: Verdict; verdicts: { current: Verdicts }; enabled: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  const [typed, setTyped] = useState<string>();
  const note = typed ?? given?.note ?? '';
  if (!enabled) return <><VerdictTag verdict={given?.verdict} />{given?.note ? <div className="given">{given.note}</div> : null}</>;
  const keep = () => {
    if (typed !== undefined && typed !== (given?.note ?? '')) verdicts.current.note(field.id, typed);
    setTyped(undefined);
  };
  return (
    <>
      <span className="judging" role="group" aria-label={t('verify.verdict')}>
        {VERDICTS.map((code, at) => (
          <Tooltip key={code} title={`${at + 1}`}>
            <Button size="small" className={given?.verdict === code ? `judged judged-${code}` : undefined} aria-pressed={given?.verdict === code} tabIndex={-1} onClick={() => verdicts.current.judge(field.id, code)}>
              {word('verdict_short', code)}
            </Button>
          </Tooltip>
        ))}
      </span>
      <Input.TextArea
        className="judging-note"
        aria-label={t('verify.note')}
        placeholder={t('verify.note')}
        autoSize={{ minRows: 1, maxRows: 5 }}
        maxLength={2000}
        tabIndex={-1}
        value={note}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing)) {
            event.preventDefault();
            event.currentTarget.blur();
          }
        }}
      />
    </>
  );
}
