// One question with all that stands around it: title, help, source, the control, what the server
// says of the answer, last year's answer, and comments. Each part draws itself only when what it
// shows changes: a keystroke in a line of text draws the line and its counter.
import { CommentOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Button, Space, Tag, Tooltip } from 'antd';
import { memo, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Field, FieldState, Value } from '../api/filing';
import { useTitle, useWord } from '../i18n/words';
import { Attachments } from './attachments';
import { charLevel, countChars } from './chars';
import { Control, isTyped, TypedControl } from './controls';
import { Grid } from './grid';
import { ItemControl } from './item';
import { RemarkLine, SourceMark } from './marks';
import { files, inWords, isEmpty, same } from './values';
import { useFieldState, useOfValueLater, useTyped, useValue, useWords, useWork } from './work';

const FULL: Field['type'][] = ['long_text', 'table', 'attachments', 'item', 'pledge'];

const REQUIRED = 'field.required';

/** Whether a question needs the whole width. */
export function isWide(field: Field): boolean {
  return FULL.includes(field.type) || (field.type === 'text' && (field.max_chars ?? 0) > 60) || field.type === 'choices';
}

export const FieldView = memo(function FieldView({ field }: { field: Field }) {
  const { settle, writable } = useWork();
  const state = useFieldState(field.id);
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
      <Label field={field} required={state.required} />
      <Answer field={field} state={state} onBlur={leave} disabled={!writable} wrong={wrong} warned={remarks.length > 0} />
      {remarks.map((remark) => (
        <RemarkLine key={remark.code} remark={remark} />
      ))}
      {writable ? <Offer field={field} state={state} /> : null}
      <Carried field={field} />
    </div>
  );
});

interface AnswerProps {
  field: Field;
  state: FieldState;
  onBlur: () => void;
  disabled: boolean;
  wrong: boolean;
  warned: boolean;
}

const statusOf = (wrong: boolean, warned: boolean) => (wrong ? 'error' : warned ? 'warning' : undefined);

const Answer = memo(function Answer(props: AnswerProps) {
  return !props.disabled && isTyped(props.field) ? <TypedAnswer {...props} /> : <ChosenAnswer {...props} />;
});

/** A line or a text: its control keeps what is typed. */
function TypedAnswer({ field, onBlur, wrong, warned }: AnswerProps) {
  const title = useTitle();
  const { value, turn, told } = useTyped(field.id);
  const change = useCallback((next: string) => told(next === '' ? null : next), [told]);
  return <TypedControl field={field} value={value} turn={turn} onText={change} onBlur={onBlur} id={`f-${field.id}`} label={title(field.title)} status={statusOf(wrong, warned)} />;
}

function ChosenAnswer({ field, state, onBlur, disabled, wrong, warned }: AnswerProps) {
  const { store, codes } = useWork();
  const title = useTitle();
  const words = useWords();
  const value = useValue(field.id);
  const onChange = useCallback((next: Value) => store.set(field.id, next === '' ? null : next), [store, field.id]);
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
      return <Control {...common} codes={codes} status={statusOf(wrong, warned)} />;
  }
}

const Label = memo(function Label({ field, required }: { field: Field; required: boolean | undefined }) {
  const { t } = useTranslation();
  const title = useTitle();
  const { comments, discuss } = useWork();
  const said = comments.filter((comment) => comment.field === field.id).length;
  const help = field.type === 'pledge' ? '' : title(field.help);
  return (
    <div className="field-label">
      <label htmlFor={`f-${field.id}`}>
        {title(field.title)}
        {required ? <span className="star" title={t('fill.required')}>*</span> : null}
      </label>
      {help ? (
        <Tooltip title={help}>
          <QuestionCircleOutlined className="muted" tabIndex={0} aria-label={help} />
        </Tooltip>
      ) : null}
      <SourceMark source={field.source} />
      <span className="grow" />
      {field.max_chars ? <Counter field={field.id} most={field.max_chars} least={field.min_chars ?? 0} /> : null}
      <Button className={said > 0 ? 'comment-button' : 'comment-button quiet'} type="text" size="small" icon={<CommentOutlined aria-hidden />} aria-label={t('fill.comment_on', { field: title(field.title) })} onClick={() => discuss(field.id)}>
        {said > 0 ? said : null}
      </Button>
    </div>
  );
});

const charsOf = (value: Value | undefined) => (typeof value === 'string' ? countChars(value) : 0);

/** Written straight into its place: a keystroke in a long text draws nothing through the form. */
function Counter({ field, most, least }: { field: string; most: number; least: number }) {
  const { t } = useTranslation();
  const { store } = useWork();
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const write = () => {
      const { current } = place;
      if (!current) return;
      const chars = charsOf(store.value(field));
      const level = `counter counter-${charLevel(chars, most)}`;
      // Other words in the same text: neither style nor the boxes around it are asked anew.
      if (current.firstChild) current.firstChild.nodeValue = `${chars}/${most}`;
      else current.append(`${chars}/${most}`);
      if (current.className !== level) current.className = level;
    };
    write();
    return store.subscribe(`value:${field}`, write);
  }, [store, field, most]);
  return (
    <span className="counter-place" title={least > 0 ? t('fill.chars_between', { least, most }) : t('fill.chars_most', { most })}>
      <span ref={place} />
    </span>
  );
}

/** The value that the procedure offers to an empty field. */
const Offer = memo(function Offer({ field, state }: { field: Field; state: FieldState }) {
  const { t } = useTranslation();
  const { store, codes, settle } = useWork();
  const words = useWords();
  const empty = useOfValueLater(field.id, isEmpty);
  if (field.type === 'computed' || !empty || state.value === undefined || isEmpty(state.value)) return null;
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
});

const CARRIED_COLOUR: Record<string, string> = { confirmed: 'green', changed: 'blue', not_applicable: 'default' };

/** Last year's answer, to be confirmed, changed, or called not applicable. */
const Carried = memo(function Carried({ field }: { field: Field }) {
  const last = useWork().previous?.[field.id];
  if (last === undefined || isEmpty(last) || field.type === 'computed' || field.type === 'pledge') return null;
  return <CarriedFrom field={field} last={last} />;
});

function CarriedFrom({ field, last }: { field: Field; last: Value }) {
  const { t } = useTranslation();
  const word = useWord();
  const words = useWords();
  const { store, codes, writable, settle } = useWork();
  const [, drawn] = useState(0);
  const unchanged = useOfValueLater(field.id, useCallback((value: Value | undefined) => same(value, last), [last]));
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
          {carried === 'confirmed' && unchanged ? null : (
            <Button type="link" size="small" onClick={() => decide(last, 'confirmed')}>
              {t('fill.confirm_last')}
            </Button>
          )}
          {carried === 'changed' ? null : (
            <Button
              type="link"
              size="small"
              onClick={() => {
                decide(store.value(field.id), 'changed');
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
