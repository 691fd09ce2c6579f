// A requirement with a self-assessment: how far it is met, in words, and the evidence.
import { Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Evidence, Field, Value } from '../api/filing';
import { useWord } from '../i18n/words';
import { Attachments } from './attachments';
import { VerdictTag } from './marks';
import { item, VERDICTS, type ItemAnswer } from './values';

interface Props {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value) => void;
  onBlur: () => void;
  disabled: boolean;
  id: string;
  label: string;
}

export function ItemControl({ field, value, onChange, onBlur, disabled, id, label }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const given = item(value);
  if (disabled) {
    return (
      <div className="item" id={id}>
        <div><VerdictTag verdict={given.answer} /> <span className="given">{given.note}</span></div>
        {given.evidence && given.evidence.length > 0 ? <Attachments small files={given.evidence} onChange={() => undefined} disabled label={t('fill.evidence_of', { label })} /> : null}
      </div>
    );
  }
  const change = (part: ItemAnswer) => onChange({ ...given, ...part } as unknown as Value);
  return (
    <div className="item">
      <Radio.Group
        id={id}
        aria-label={label}
        disabled={disabled}
        optionType="button"
        buttonStyle="solid"
        size="small"
        value={given.answer ?? null}
        options={VERDICTS.map((code) => ({ value: code, label: word('verdict', code) }))}
        onChange={(event) => {
          change({ answer: event.target.value as string });
          onBlur();
        }}
      />
      <Input.TextArea
        aria-label={t('fill.note_of', { label })}
        placeholder={t('fill.note')}
        readOnly={disabled}
        className="grows"
        rows={1}
        value={given.note ?? ''}
        onChange={(event) => change({ note: event.target.value })}
        onBlur={onBlur}
      />
      <Attachments small files={given.evidence ?? []} onChange={(evidence: Evidence[]) => { change({ evidence }); onBlur(); }} disabled={disabled} label={t('fill.evidence_of', { label })} accept={field.accept} period={field.period} />
    </div>
  );
}
