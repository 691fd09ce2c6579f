// What a machine can look at to see whether a hazard is gone: choosing it, saying it, its verdicts.
import { CheckCircleFilled, CloseCircleFilled, PlusOutlined, QuestionCircleFilled } from '@ant-design/icons';
import { Button, Input, InputNumber, Select, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { CheckOutcome, CheckResult, Condition } from '../api/loop';
import { dateTime } from '../format';
import { useWord } from '../i18n/words';

const BLANK: Record<Condition['check'], Condition> = {
  port_closed: { check: 'port_closed', address: '', port: 502 },
  firmware_changed: { check: 'firmware_changed', address: '', was: '' },
  firmware_at_least: { check: 'firmware_at_least', address: '', version: '' },
  traffic_gone: { check: 'traffic_gone', rule: '', source: '', target: '' },
  finding_quiet: { check: 'finding_quiet', finding: '' },
};

/** Names of a condition's blanks, in the order they are asked for. */
export function blanksOf(condition: Condition): string[] {
  return Object.keys(BLANK[condition.check]).filter((name) => name !== 'check');
}

/** Blanks that may stay empty: any source, any target. */
const FREE = ['source', 'target'];

/** Whether nothing that is needed is missing. */
export function isWhole(condition: Condition): boolean {
  const values = condition as unknown as Record<string, string | number | undefined>;
  return blanksOf(condition).every((name) => FREE.includes(name) || (values[name] !== '' && values[name] !== undefined));
}

/** A condition in words. */
export function useConditionText(): (condition: Condition) => string {
  const { t } = useTranslation();
  return (condition) => {
    const { check, ...values } = condition as Condition & Record<string, unknown>;
    const any = (name: string) => (values as Record<string, string | undefined>)[name] || t('checks.any');
    return t(`checks.says_${check}`, { ...values, source: any('source'), target: any('target') });
  };
}

interface EditorProps {
  value: Condition[];
  onChange: (value: Condition[]) => void;
}

export function ConditionsEditor({ value, onChange }: EditorProps) {
  const { t } = useTranslation();
  const word = useWord();
  const set = (index: number, condition: Condition) => onChange(value.map((one, at) => (at === index ? condition : one)));
  return (
    <div className="one">
      {value.map((condition, index) => (
        <div className="condition" key={index}>
          <Select<Condition['check']> aria-label={t('checks.kind')} value={condition.check} onChange={(check) => set(index, BLANK[check])} options={(Object.keys(BLANK) as Condition['check'][]).map((check) => ({ value: check, label: word('check', check) }))} />
          {blanksOf(condition).map((name) => {
            const given = (condition as unknown as Record<string, string | number>)[name];
            const label = word('check_field', name);
            return name === 'port' ? (
              <InputNumber key={name} aria-label={label} placeholder={label} min={1} max={65535} value={Number(given)} onChange={(port) => set(index, { ...condition, port: port ?? 1 } as Condition)} />
            ) : (
              <Input key={name} aria-label={label} placeholder={label} maxLength={120} value={String(given ?? '')} onChange={(event) => set(index, { ...condition, [name]: event.target.value } as Condition)} />
            );
          })}
          <Button type="text" onClick={() => onChange(value.filter((_, at) => at !== index))}>{t('action.remove')}</Button>
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined aria-hidden />} style={{ justifySelf: 'start' }} disabled={value.length >= 20} onClick={() => onChange([...value, BLANK.port_closed])}>{t('checks.add')}</Button>
    </div>
  );
}

const COLOUR: Record<CheckOutcome, string> = { held: 'green', failed: 'red', unknown: 'default' };
const ICON = { held: <CheckCircleFilled aria-hidden />, failed: <CloseCircleFilled aria-hidden />, unknown: <QuestionCircleFilled aria-hidden /> };

/** What a machine saw, in one mark. */
export function OutcomeTag({ outcome }: { outcome: CheckOutcome }) {
  const word = useWord();
  return <Tag color={COLOUR[outcome]} icon={ICON[outcome]}>{word('check_outcome', outcome)}</Tag>;
}

/** What was seen, in words: why nothing could be told, times, versions. */
function useSeen(): (seen: Record<string, string>) => string {
  const word = useWord();
  const said = (name: string, value: string) => (name === 'reason' ? word('unseen', value) : `${word('seen', name)} ${/^\d{12,}$/.test(value) ? dateTime(Number(value)) : value}`);
  return (seen) => Object.entries(seen).map(([name, value]) => said(name, value)).join(' · ');
}

/** Verdicts of a machine, condition by condition, with what was seen since when. */
export function Verdicts({ checks }: { checks: readonly CheckResult[] }) {
  const { t } = useTranslation();
  const says = useConditionText();
  const seen = useSeen();
  return (
    <ul className="verdicts" aria-label={t('checks.verdicts')}>
      {checks.map((check, index) => (
        <li key={index}>
          <OutcomeTag outcome={check.outcome} />
          <span>
            {says(check.condition)}
            <Tooltip title={t('checks.looked', { at: dateTime(check.at), since: dateTime(check.since) })}>
              <span className="muted"> {seen(check.seen ?? {}) || t('checks.looked', { at: dateTime(check.at), since: dateTime(check.since) })}</span>
            </Tooltip>
          </span>
        </li>
      ))}
    </ul>
  );
}
