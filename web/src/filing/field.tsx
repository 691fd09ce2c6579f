// One question with all that stands around it: title, help, source, the control, what the server
// says of the answer, last year's answer, and comments. Draws itself only when its own value or
// state changes.
import { CommentOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Space, Tag, Tooltip } from 'antd';
import { memo, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, FieldState, Value } from '../api/filing';
import { useTitle, useWord } from '../i18n/words';
import { Attachments } from './attachments';
import { charLevel, countChars } from './chars';
import { Control } from './controls';
import { Grid } from './grid';
import { ItemControl } from './item';
import { RemarkLine, SourceMark } from './marks';
import { files, inWords, isEmpty, same } from './values';
import { useFieldState, useValue, useWords, useWork } from './work';

const FULL: Field['type'][] = ['long_text', 'table', 'attachments', 'item', 'pledge'];

const REQUIRED = 'field.required';

/** Whether a question needs the whole width. */
function isWide(field: Field): boolean {
  return FULL.includes(field.type) || (field.type === 'text' && (field.max_chars ?? 0) > 60) || field.type === 'choices';
}

export const FieldView = memo(function FieldView({ field }: { field: Field }) {
  const { store, settle, writable } = useWork();
  const value = useValue(field.id);
  const state = useFieldState(field.id);
  const change = useCallback((next: Value) => store.set(field.id, next === '' ? null : next), [store, field.id]);
  const [touched, setTouched] = useState(false);
  const leave = useCallback(() => {
    setTouched(true);
    settle();
  }, [settle]);
  if (state.hidden) return null;
  // That a question is still open is said by its star and by the section's count; in red only once it was left open.
  const remarks = (state.remarks ?? []).filter((remark) => touched || remark.code !== REQUIRED);
  const wrong = remarks.some((remark) => !remark.warning);
  return (
    <div className={`field ${isWide(field) ? 'field-wide' : ''} ${wrong ? 'field-wrong' : ''}`} id={`field-${field.id}`} data-field={field.id}>
      <Label field={field} state={state} value={value} />
      <Answer field={field} value={value} state={state} onChange={change} onBlur={leave} disabled={!writable} wrong={wrong} warned={remarks.length > 0} />
      {remarks.map((remark) => (
        <RemarkLine key={remark.code} remark={remark} />
      ))}
      {writable ? <Offer field={field} value={value} state={state} /> : null}
      <Carried field={field} value={value} />
    </div>
  );
});

interface AnswerProps {
  field: Field;
  value: Value | undefined;
  state: FieldState;
  onChange: (value: Value) => void;
  onBlur: () => void;
  disabled: boolean;
  wrong: boolean;
  warned: boolean;
}

function Answer({ field, value, state, onChange, onBlur, disabled, wrong, warned }: AnswerProps) {
  const { codes } = useWork();
  const title = useTitle();
  const words = useWords();
  const label = title(field.title);
  const id = `f-${field.id}`;
  const common = { field, value, onChange, onBlur, disabled, id, label };
  switch (field.type) {
    case 'computed':
      return <div className="computed" id={id}>{inWords({ ...field, type: 'text' }, state.value, codes, words) || '–'}</div>;
    case 'table':
      return <Grid {...common} />;
    case 'item':
      return <ItemControl {...common} />;
    case 'attachments':
      return <Attachments files={files(value)} onChange={(next) => { onChange(next as unknown as Value); onBlur(); }} disabled={disabled} label={label} accept={field.accept} period={field.period} />;
    default:
      // What cannot be changed is read, not shown as a control that does nothing.
      if (disabled) return <div className="read-value" id={id}>{inWords(field, value, codes, words) || '–'}</div>;
      return <Control {...common} codes={codes} status={wrong ? 'error' : warned ? 'warning' : undefined} />;
  }
}

function Label({ field, state, value }: { field: Field; state: FieldState; value: Value | undefined }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { comments, discuss } = useWork();
  const said = comments.filter((comment) => comment.field === field.id).length;
  const help = field.type === 'pledge' ? '' : title(field.help);
  return (
    <div className="field-label">
      <label htmlFor={`f-${field.id}`}>
        {title(field.title)}
        {state.required ? <span className="star" title={t('fill.required')}>*</span> : null}
      </label>
      {help ? (
        <Tooltip title={help}>
          <QuestionCircleOutlined className="muted" tabIndex={0} aria-label={help} />
        </Tooltip>
      ) : null}
      <SourceMark source={field.source} />
      <span className="grow" />
      {field.max_chars ? <Counter text={typeof value === 'string' ? value : ''} most={field.max_chars} least={field.min_chars ?? 0} /> : null}
      <Button className={said > 0 ? 'comment-button' : 'comment-button quiet'} type="text" size="small" icon={<CommentOutlined aria-hidden />} aria-label={t('fill.comment_on', { field: title(field.title) })} onClick={() => discuss(field.id)}>
        {said > 0 ? said : null}
      </Button>
    </div>
  );
}

function Counter({ text, most, least }: { text: string; most: number; least: number }) {
  const { t } = useTranslation();
  const chars = countChars(text);
  return (
    <Tooltip title={least > 0 ? t('fill.chars_between', { least, most }) : t('fill.chars_most', { most })}>
      <span className={`counter counter-${charLevel(chars, most)}`}>
        {chars}/{most}
      </span>
    </Tooltip>
  );
}

/** The value that the procedure offers to an empty field. */
function Offer({ field, value, state }: { field: Field; value: Value | undefined; state: FieldState }) {
  const { t } = useTranslation();
  const { store, codes, settle } = useWork();
  const words = useWords();
  if (field.type === 'computed' || !isEmpty(value) || state.value === undefined || isEmpty(state.value)) return null;
  const take = () => {
    store.set(field.id, state.value);
    settle();
  };
  return (
    <div className="offer">
      {t('fill.offered', { value: inWords(field, state.value, codes, words) })}{' '}
      <Button type="link" size="small" onClick={take}>
        {t('fill.take')}
      </Button>
    </div>
  );
}

const CARRIED_COLOUR: Record<string, string> = { confirmed: 'green', changed: 'blue', not_applicable: 'default' };

/** Last year's answer, to be confirmed, changed, or called not applicable. */
function Carried({ field, value }: { field: Field; value: Value | undefined }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useWords();
  const { store, codes, previous, writable, settle } = useWork();
  const [, drawn] = useState(0);
  const last = previous?.[field.id];
  if (last === undefined || isEmpty(last) || field.type === 'computed' || field.type === 'pledge') return null;
  const carried = store.carried(field.id);
  const decide = (next: Value | undefined, how: string) => {
    store.set(field.id, next, how);
    drawn((times) => times + 1);
    settle();
  };
  const text = inWords(field, last, codes, words);
  return (
    <div className="carried">
      <span className="carried-text muted" title={text}>
        {t('fill.last_year')} {text}
      </span>
      {carried ? <Tag color={CARRIED_COLOUR[carried]}>{word('carried', carried)}</Tag> : null}
      {writable ? (
        <Space size={0}>
          {carried === 'confirmed' && same(value, last) ? null : (
            <Button type="link" size="small" onClick={() => decide(last, 'confirmed')}>
              {t('fill.confirm_last')}
            </Button>
          )}
          {carried === 'changed' ? null : (
            <Button
              type="link"
              size="small"
              onClick={() => {
                decide(value, 'changed');
                document.getElementById(`f-${field.id}`)?.focus();
              }}
            >
              {t('fill.changed_since')}
            </Button>
          )}
          {carried === 'not_applicable' ? null : (
            <Button type="link" size="small" onClick={() => decide(null, 'not_applicable')}>
              {t('fill.no_longer')}
            </Button>
          )}
        </Space>
      ) : null}
    </div>
  );
}
