// Whom a letter is for: by name, by rule, and who is taken out by hand.
import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker, Form, Input, Select, Tag } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGet, useList, wholeList } from '../../api/hooks';
import type { RecipientRule, Recipients } from '../../api/loop';
import { useTitle, useWord } from '../../i18n/words';
import { TENANT_KINDS } from '../../ui/choices';
import { useTenantNames } from '../../ui/policy';
import { PLACES } from '../../ui/provinces';

interface Props {
  value: Recipients;
  onChange: (value: Recipients) => void;
}

export function RecipientsEditor({ value, onChange }: Props) {
  const { t } = useTranslation();
  const name = useTenantNames();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const rules = value.rules ?? [];
  const without = value.without ?? [];
  const setRule = (index: number, rule: RecipientRule) => onChange({ ...value, rules: rules.map((one, at) => (at === index ? rule : one)) });
  return (
    <>
      <Form.Item label={t('compose.by_name')}>
        <Select mode="multiple" aria-label={t('compose.by_name')} showSearch={{ optionFilterProp: 'label' }} value={value.tenants ?? []} onChange={(list: string[]) => onChange({ ...value, tenants: list })} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      {rules.map((rule, index) => (
        <RuleEditor key={index} rule={rule} number={index + 1} onChange={(next) => setRule(index, next)} onRemove={() => onChange({ ...value, rules: rules.filter((_, at) => at !== index) })} />
      ))}
      <Button size="small" icon={<PlusOutlined aria-hidden />} disabled={rules.length >= 20} onClick={() => onChange({ ...value, rules: [...rules, { name: t('compose.rule', { number: rules.length + 1 }) }] })}>
        {t('compose.add_rule')}
      </Button>
      {without.length > 0 ? (
        <div className="tags" style={{ display: 'flex', marginTop: 8 }}>
          {t('compose.without')}
          {without.map((path) => <Tag key={path} closable onClose={() => onChange({ ...value, without: without.filter((one) => one !== path) })}>{name(path)}</Tag>)}
        </div>
      ) : null}
    </>
  );
}

interface RuleProps {
  rule: RecipientRule;
  number: number;
  onChange: (rule: RecipientRule) => void;
  onRemove: () => void;
}

/** Leaves out what is empty: a rule says only what it means. */
function clean<T extends object>(value: T): T | undefined {
  const kept = Object.entries(value).filter(([, one]) => one !== undefined && one !== '' && one !== null);
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined;
}

type Part = 'filing' | 'listed' | 'reported';

/** One rule; all that it says must hold. */
function RuleEditor({ rule, number, onChange, onRemove }: RuleProps) {
  const { t } = useTranslation();
  const word = useWord();
  const [parts, setParts] = useState<Part[]>(() => (['filing', 'listed', 'reported'] as const).filter((part) => rule[part]));
  const set = (change: Partial<RecipientRule>) => onChange({ ...clean({ ...rule, ...change }) });
  const choose = (next: Part[]) => {
    setParts(next);
    set(Object.fromEntries((['filing', 'listed', 'reported'] as const).filter((part) => !next.includes(part)).map((part) => [part, undefined])));
  };
  return (
    <Card size="small" type="inner" style={{ marginBottom: 8 }} title={t('compose.rule', { number })} extra={<Button type="text" size="small" onClick={onRemove}>{t('action.remove')}</Button>}>
      <div className="rule">
        <Input aria-label={t('compose.rule_name')} placeholder={t('compose.rule_name')} maxLength={60} value={rule.name ?? ''} onChange={(event) => set({ name: event.target.value })} />
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} aria-label={t('loops.region')} placeholder={t('loops.region')} value={rule.region} onChange={(region?: string) => set({ region })} options={Object.keys(PLACES).map((value) => ({ value, label: word('region', value) }))} />
        <Input aria-label={t('tenants.industry')} placeholder={t('compose.industry')} maxLength={8} value={rule.industry ?? ''} onChange={(event) => set({ industry: event.target.value })} />
        <Select allowClear aria-label={t('tenants.kind')} placeholder={t('tenants.kind')} value={rule.kind} onChange={(kind) => set({ kind })} options={TENANT_KINDS.map((value) => ({ value, label: word('tenant_kind', value) }))} />
        <Select<Part[]> mode="multiple" aria-label={t('compose.more')} placeholder={t('compose.more')} value={parts} onChange={choose} options={(['filing', 'listed', 'reported'] as const).map((value) => ({ value, label: word('rule_part', value) }))} />
      </div>
      {parts.includes('filing') ? <FilingPart rule={rule} set={set} /> : null}
      {parts.includes('listed') ? <ListPart rule={rule} set={set} /> : null}
      {parts.includes('reported') ? <ReportedPart rule={rule} set={set} /> : null}
    </Card>
  );
}

interface PartProps {
  rule: RecipientRule;
  set: (change: Partial<RecipientRule>) => void;
}

function useProcedures() {
  const title = useTitle();
  const list = wholeList(useGet('/api/v1/procedures'));
  return list.items.map((one) => ({ value: one.id, label: title(one.title) }));
}

function FilingPart({ rule, set }: PartProps) {
  const { t } = useTranslation();
  const procedures = useProcedures();
  const filing = rule.filing ?? { procedure: '' };
  const put = (change: Partial<typeof filing>) => set({ filing: { procedure: '', ...clean({ ...filing, ...change }) } });
  return (
    <div className="rule">
      <Select showSearch={{ optionFilterProp: 'label' }} aria-label={t('filings.procedure')} placeholder={t('filings.procedure')} value={filing.procedure || undefined} onChange={(procedure: string) => put({ procedure })} options={procedures} />
      {(['period', 'state', 'result', 'names'] as const).map((name) => <Input key={name} aria-label={t(`compose.filing_${name}`)} placeholder={t(`compose.filing_${name}`)} maxLength={120} value={filing[name] ?? ''} onChange={(event) => put({ [name]: event.target.value })} />)}
    </div>
  );
}

function ListPart({ rule, set }: PartProps) {
  const { t } = useTranslation();
  const procedures = useProcedures();
  const listed = rule.listed ?? { procedure: '', state: '' };
  const put = (change: Partial<typeof listed>) => set({ listed: { procedure: '', state: '', ...clean({ ...listed, ...change }) } });
  return (
    <div className="rule">
      <Select showSearch={{ optionFilterProp: 'label' }} aria-label={t('compose.list_of')} placeholder={t('compose.list_of')} value={listed.procedure || undefined} onChange={(procedure: string) => put({ procedure })} options={procedures} />
      <Input aria-label={t('compose.list_state')} placeholder={t('compose.list_state')} maxLength={60} value={listed.state} onChange={(event) => put({ state: event.target.value })} />
      <Input aria-label={t('compose.filing_period')} placeholder={t('compose.filing_period')} maxLength={20} value={listed.period ?? ''} onChange={(event) => put({ period: event.target.value })} />
    </div>
  );
}

function ReportedPart({ rule, set }: PartProps) {
  const { t } = useTranslation();
  const reported = rule.reported ?? {};
  const put = (change: Partial<typeof reported>) => set({ reported: { ...clean({ ...reported, ...change }) } });
  return (
    <div className="rule">
      {(['rule', 'protocol', 'technique'] as const).map((name) => <Input key={name} aria-label={t(`compose.reported_${name}`)} placeholder={t(`compose.reported_${name}`)} maxLength={120} value={reported[name] ?? ''} onChange={(event) => put({ [name]: event.target.value })} />)}
      <DatePicker aria-label={t('compose.reported_since')} placeholder={t('compose.reported_since')} value={reported.since ? dayjs(reported.since) : null} onChange={(since) => put({ since: since ? since.startOf('day').valueOf() : undefined })} />
    </div>
  );
}
