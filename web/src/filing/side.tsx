// Beside the questions: what is still wrong or missing, what was said, what differs.
import { CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import { Button, Empty, Input, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { Remark } from '../api/filing';
import { useCommand } from '../api/hooks';
import { dateTime } from '../format';
import { useTitle } from '../i18n/words';
import { RemarkLine } from './marks';
import { differences } from './merge';
import { fieldOf, inWords } from './values';
import { useEvaluation, useRemark, useWords, useWork } from './work';

/** Everything that keeps the form from being complete, errors first, in the order of the form. */
export function RemarksPanel() {
  const { t } = useTranslation();
  const evaluation = useEvaluation();
  const { store } = useWork();
  const order = new Map([...store.fields.keys()].map((id, at) => [id, at]));
  const all = Object.entries(evaluation.fields)
    .filter(([, state]) => !state.hidden)
    .flatMap(([path, state]) => (state.remarks ?? []).map((remark) => ({ path, remark })))
    .sort((a, b) => Number(a.remark.warning) - Number(b.remark.warning) || (order.get(fieldOf(a.path).field) ?? 0) - (order.get(fieldOf(b.path).field) ?? 0));
  if (all.length === 0 && evaluation.remarks.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={evaluation.complete ? t('fill.complete') : t('fill.no_remarks')} />;
  }
  return (
    <div className="remarks">
      {evaluation.remarks.map((remark) => (
        <RemarkLine key={remark.code} remark={remark} />
      ))}
      {all.map(({ path, remark }) => (
        <RemarkLink key={`${path}${remark.code}`} path={path} remark={remark} />
      ))}
    </div>
  );
}

function RemarkLink({ path, remark }: { path: string; remark: Remark }) {
  const title = useTitle();
  const say = useRemark();
  const { t } = useTranslation();
  const { store, visit } = useWork();
  const { field, row, column } = fieldOf(path);
  const known = store.fields.get(field)?.field;
  const inner = known?.fields?.find((one) => one.id === column);
  const place = [title(known?.title) || field, row === undefined ? '' : t('fill.cell', { row: row + 1, column: title(inner?.title) })].filter(Boolean).join(' · ');
  return (
    <button type="button" className={remark.warning ? 'remark-link remark-warning' : 'remark-link remark-error'} onClick={() => visit(path)}>
      {remark.warning ? <WarningFilled aria-hidden /> : <CloseCircleFilled aria-hidden />} <b>{place}</b> <span>{say(remark)}</span>
    </button>
  );
}

/** What the parties said, of one field or of the form. */
export function CommentsPanel({ field, onField }: { field: string; onField: (field: string) => void }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { comments, store, filing, visit } = useWork();
  const [text, setText] = useState('');
  useEffect(() => setText(''), [field]);
  const say = useCommand(() => call('post', '/api/v1/filings/{id}/comments', { path: { id: filing }, body: { form: store.form.id, field, text: text.trim() } }));
  const name = (id: string) => title(store.fields.get(id)?.field.title) || t('fill.whole_form');
  const shown = comments.filter((comment) => field === '' || comment.field === field);
  const places = [...new Set(['', ...comments.map((comment) => comment.field), field])];
  return (
    <div className="stack">
      <Select aria-label={t('fill.comment_place')} value={field} onChange={onField} options={places.map((id) => ({ value: id, label: id === '' ? t('fill.all_comments') : name(id) }))} style={{ width: '100%' }} />
      {shown.length === 0 ? <span className="muted">{t('fill.no_comments')}</span> : null}
      {shown.map((comment) => (
        <div key={comment.id} className="comment">
          <div className="muted">
            {comment.by_name} · {comment.author} · {dateTime(comment.time)}
          </div>
          {field === '' && comment.field ? (
            <Button type="link" size="small" style={{ padding: 0 }} onClick={() => visit(comment.field)}>
              {name(comment.field)}
            </Button>
          ) : null}
          <div className="step-text">{comment.text}</div>
        </div>
      ))}
      <Input.TextArea aria-label={t('fill.comment_text')} placeholder={t('fill.comment_on', { field: name(field) })} autoSize={{ minRows: 2, maxRows: 8 }} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
      <Button disabled={text.trim() === ''} loading={say.isPending} onClick={() => say.mutate(undefined, { onSuccess: () => setText('') })}>
        {t('fill.say')}
      </Button>
    </div>
  );
}

/** What differs from the version handed in, or from last year's. */
export function DifferencesPanel() {
  const { t } = useTranslation();
  const title = useTitle();
  const words = useWords();
  const { store, codes, previous, submitted, visit } = useWork();
  useEvaluation();
  const [chosen, setChosen] = useState<'submitted' | 'previous'>(submitted ? 'submitted' : 'previous');
  const before = chosen === 'submitted' ? submitted : previous;
  if (!submitted && !previous) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('fill.nothing_to_compare')} />;
  const found = before ? differences([...store.fields.keys()], before, store.all()) : [];
  return (
    <div className="stack">
      {submitted && previous ? <Segmented block value={chosen} onChange={setChosen} options={[{ value: 'submitted', label: t('fill.since_submitted') }, { value: 'previous', label: t('fill.since_last_year') }]} /> : null}
      {before && found.length === 0 ? <span className="muted">{t('fill.no_differences')}</span> : null}
      {found.map(({ field, before: was, after }) => {
        const known = store.fields.get(field)!.field;
        return (
          <div key={field} className="difference">
            <Button type="link" size="small" style={{ padding: 0 }} onClick={() => visit(field)}>
              {title(known.title)}
            </Button>
            <div className="was">{inWords(known, was, codes, words) || '–'}</div>
            <div className="now">{inWords(known, after, codes, words) || '–'}</div>
          </div>
        );
      })}
    </div>
  );
}
