// What a value is typed into, by the field's type. A control knows nothing of the form around it.
import { Checkbox, DatePicker, Input, InputNumber, Radio, Select, Switch } from 'antd';
import dayjs from 'dayjs';
import { memo, useLayoutEffect, useMemo, useRef, useState, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodeList, Field, Value } from '../api/filing';
import { useTitle } from '../i18n/words';

export interface ControlProps {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value) => void;
  onBlur?: () => void;
  codes: readonly CodeList[];
  disabled: boolean;
  id: string;
  label: string;
  status?: 'error' | 'warning';
  /** In a table's cell: no radio groups, one line. */
  compact?: boolean;
}

/** Fields that a plain control takes; tables, files and items have parts of their own. */
export function Control(props: ControlProps) {
  switch (props.field.type) {
    case 'long_text':
      return <LongText {...props} />;
    case 'integer':
    case 'number':
    case 'year':
      return <Figure {...props} />;
    case 'date':
      return <Day {...props} />;
    case 'boolean':
      return <YesNo {...props} />;
    case 'pledge':
      return <Pledge {...props} />;
    case 'choice':
      return <Choice {...props} />;
    case 'choices':
      return <Choices {...props} />;
    default:
      return <Line {...props} />;
  }
}

const asText = (value: Value | undefined) => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

const INPUT_MODE: Record<string, 'tel' | 'email'> = { phone: 'tel', email: 'email' };

/** Whether a field is a line or a text that somebody types. */
export function isTyped(field: Field): boolean {
  return !CHOSEN.includes(field.type);
}

const CHOSEN: Field['type'][] = ['integer', 'number', 'year', 'date', 'boolean', 'pledge', 'choice', 'choices', 'table', 'item', 'attachments', 'computed'];

interface TypedProps {
  field: Field;
  value: Value | undefined;
  /** Another `turn`: the value came from elsewhere, and is shown. */
  turn: number;
  onText: (text: string) => void;
  onBlur: () => void;
  id: string;
  label: string;
  status?: 'error' | 'warning';
}

/** A line or a text that keeps what is typed itself: a keystroke draws nothing else. */
export const TypedControl = memo(function TypedControl({ field, value, turn, onText, onBlur, id, label, status }: TypedProps) {
  const control = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  const text = asText(value);
  const [first] = useState(text);
  useLayoutEffect(() => {
    if (control.current && control.current.value !== text) control.current.value = text;
    // Only what came from elsewhere is put in: what is typed is there already.
  }, [turn]);
  const common = {
    ref: control,
    id,
    'aria-label': label,
    'aria-invalid': status === 'error' || undefined,
    className: `typed ${status ? `typed-${status}` : ''} ${field.type === 'credit_code' ? 'mono' : ''}`,
    defaultValue: first,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onText(event.target.value),
    onBlur,
  };
  return field.type === 'long_text' ? <textarea {...common} rows={(field.max_chars ?? 0) >= 500 ? 6 : 3} /> : <input {...common} inputMode={INPUT_MODE[field.type]} />;
});

function Line({ field, value, onChange, onBlur, disabled, id, label, status }: ControlProps) {
  return (
    <Input
      id={id}
      aria-label={label}
      status={status}
      readOnly={disabled}
      inputMode={INPUT_MODE[field.type]}
      className={field.type === 'credit_code' ? 'mono' : undefined}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onBlur}
    />
  );
}

function LongText({ value, onChange, onBlur, disabled, id, label, status, compact, field }: ControlProps) {
  const roomy = (field.max_chars ?? 0) >= 500;
  return (
    <Input.TextArea
      id={id}
      aria-label={label}
      status={status}
      readOnly={disabled}
      className={compact ? 'grows grows-cell' : 'grows'}
      rows={compact ? 1 : roomy ? 6 : 3}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onBlur}
    />
  );
}

function Figure({ field, value, onChange, onBlur, disabled, id, label, status }: ControlProps) {
  const title = useTitle();
  const whole = field.type !== 'number';
  return (
    <InputNumber
      id={id}
      aria-label={label}
      status={status ?? (typeof value === 'string' && value !== '' ? 'error' : undefined)}
      disabled={disabled}
      controls={false}
      precision={whole ? 0 : (field.decimals ?? undefined)}
      suffix={field.unit ? title(field.unit) : undefined}
      style={{ width: '100%' }}
      value={typeof value === 'number' ? value : value ? Number(value) : null}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
      onBlur={onBlur}
    />
  );
}

function Day({ value, onChange, onBlur, disabled, id, label, status }: ControlProps) {
  const day = typeof value === 'string' && value !== '' ? dayjs(value) : null;
  return (
    <DatePicker
      id={id}
      aria-label={label}
      status={status}
      disabled={disabled}
      style={{ width: '100%', minWidth: 120 }}
      value={day?.isValid() ? day : null}
      onChange={(next) => {
        onChange(next ? next.format('YYYY-MM-DD') : null);
        onBlur?.();
      }}
    />
  );
}

function YesNo({ value, onChange, onBlur, disabled, id, label, compact }: ControlProps) {
  const { t } = useTranslation();
  if (compact) return <Switch id={id} aria-label={label} size="small" disabled={disabled} checked={value === true} onChange={(next) => { onChange(next); onBlur?.(); }} />;
  return (
    <Radio.Group
      id={id}
      aria-label={label}
      disabled={disabled}
      value={value ?? null}
      onChange={(event) => {
        onChange(event.target.value as boolean);
        onBlur?.();
      }}
      options={[{ value: true, label: t('fill.yes') }, { value: false, label: t('fill.no') }]}
    />
  );
}

function Pledge({ field, value, onChange, onBlur, disabled, id }: ControlProps) {
  const title = useTitle();
  return (
    <Checkbox id={id} disabled={disabled} checked={value === true} onChange={(event) => { onChange(event.target.checked ? true : null); onBlur?.(); }}>
      <span className="pledge">{title(field.help) || title(field.title)}</span>
    </Checkbox>
  );
}

type Other = { code: string; text: string };
const isOther = (value: unknown): value is Other => typeof value === 'object' && value !== null && 'code' in value;
const codeOf = (value: Value | undefined) => (isOther(value) ? value.code : typeof value === 'string' ? value : undefined);

/** The codes of a field's list as choices; a child's title has its parent's before it. */
function useOptions(field: Field, codes: readonly CodeList[]): { value: string; label: string }[] {
  const title = useTitle();
  return useMemo(() => {
    const list = codes.find((one) => one.id === field.codes)?.codes ?? [];
    const named = new Map(list.map((code) => [code.code, code]));
    return list.map((code) => {
      const parent = code.parent ? named.get(code.parent) : undefined;
      return { value: code.code, label: parent ? `${title(parent.title)} / ${title(code.title)}` : title(code.title) };
    });
  }, [field.codes, codes, title]);
}

function OtherText({ text, onText, onBlur, disabled, label }: { text: string; onText: (text: string) => void; onBlur?: () => void; disabled: boolean; label: string }) {
  const { t } = useTranslation();
  return <Input className="other-text" aria-label={t('fill.other', { label })} placeholder={t('fill.please_state')} readOnly={disabled} value={text} onChange={(event) => onText(event.target.value)} onBlur={onBlur} />;
}

function Choice(props: ControlProps) {
  const { field, value, onChange, onBlur, codes, disabled, id, label, status, compact } = props;
  const options = useOptions(field, codes);
  const chosen = codeOf(value);
  const pick = (code: string | undefined) => {
    onChange(code === undefined ? null : code === field.other ? { code, text: isOther(value) ? value.text : '' } : code);
    onBlur?.();
  };
  const few = !compact && options.length <= 5 && options.every((option) => option.label.length <= 24);
  return (
    <>
      {few ? (
        <Radio.Group id={id} aria-label={label} disabled={disabled} value={chosen ?? null} options={options} onChange={(event) => pick(event.target.value as string)} />
      ) : (
        <Select
          id={id}
          aria-label={label}
          status={status}
          disabled={disabled}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ width: '100%', minWidth: 110 }}
          value={chosen}
          options={options}
          onChange={pick}
        />
      )}
      {isOther(value) ? <OtherText text={value.text ?? ''} onText={(text) => onChange({ code: value.code, text })} onBlur={onBlur} disabled={disabled} label={label} /> : null}
    </>
  );
}

function Choices({ field, value, onChange, onBlur, codes, disabled, id, label, status, compact }: ControlProps) {
  const options = useOptions(field, codes);
  const given = Array.isArray(value) ? value : [];
  const other = given.find(isOther) as Other | undefined;
  const pick = (picked: string[]) => {
    onChange(picked.map((code) => (code === field.other ? (other ?? { code, text: '' }) : code)));
    onBlur?.();
  };
  const shown = given.map((one) => codeOf(one)).filter((code): code is string => code !== undefined);
  return (
    <>
      {!compact && options.length <= 12 ? (
        <Checkbox.Group aria-label={label} disabled={disabled} value={shown} options={options} onChange={(picked) => pick(picked as string[])} />
      ) : (
        <Select
          id={id}
          mode="multiple"
          aria-label={label}
          status={status}
          disabled={disabled}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          style={{ width: '100%', minWidth: 140 }}
          value={shown}
          options={options}
          onChange={pick}
        />
      )}
      {other ? <OtherText text={other.text ?? ''} onText={(text) => onChange(given.map((one) => (isOther(one) ? { ...one, text } : one)))} onBlur={onBlur} disabled={disabled} label={label} /> : null}
    </>
  );
}
