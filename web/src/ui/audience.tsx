// Who is named: tenants, groups, a distribution level; and what is done to the fields they see.
import { Form, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet, useList } from '../api/hooks';
import type { Audience, KindRow, Level, Rule, Treatment, Treatments } from '../api/sharing';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { useTenantNames } from './policy';

const LEVELS: Level[] = ['own', 'province', 'ministry', 'group', 'all'];

/** Names of this organisation's sharing groups by id. */
export function useGroupNames(): (id: string) => string {
  const may = useMay();
  const groups = useList('/api/v1/sharing/groups', { limit: 200 }, may('group_read'));
  const names = new Map(groups.items.map((group) => [group.id, group.name]));
  return (id) => names.get(id) ?? id;
}

/** What policies can cover, and what can be left out of it. */
export function useShareable(): KindRow[] {
  return useGet('/api/v1/sharing/kinds').data?.items ?? [];
}

/** Fields of several kinds with the treatments that any of them admits. */
export function fieldsOf(kinds: readonly KindRow[], chosen: readonly string[]): Map<string, Treatment[]> {
  const fields = new Map<string, Treatment[]>();
  for (const kind of kinds.filter((one) => chosen.includes(one.kind))) {
    for (const field of kind.fields) fields.set(field.name, [...new Set([...(fields.get(field.name) ?? []), ...field.treatments])]);
  }
  return fields;
}

interface EditorProps {
  value?: Audience;
  onChange?: (value: Audience) => void;
  /** Without groups: a consent names none. */
  groups?: boolean;
}

/** Chooses an audience. What names nobody reaches nobody. */
export function AudienceEditor({ value = {}, onChange, groups = true }: EditorProps) {
  const { t } = useTranslation();
  const word = useWord();
  const may = useMay();
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const own = useList('/api/v1/sharing/groups', { limit: 200 }, groups && may('group_read'));
  const set = (change: Partial<Audience>) => onChange?.({ ...value, ...change });
  return (
    <div className="one">
      <Form.Item label={t('sharing.tenants')} style={{ marginBottom: 0 }}>
        <Select mode="multiple" aria-label={t('sharing.tenants')} showSearch={{ optionFilterProp: 'label' }} value={value.tenants ?? []} onChange={(list: string[]) => set({ tenants: list })} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
      </Form.Item>
      <Form.Item label={t('sharing.level')} style={{ marginBottom: 0 }}>
        <Select<Level> allowClear aria-label={t('sharing.level')} value={value.level ?? undefined} onChange={(level: Level | undefined) => set({ level: level ?? null })} options={LEVELS.filter((level) => groups || level !== 'group').map((level) => ({ value: level, label: word('share_level', level) }))} />
      </Form.Item>
      {groups ? (
        <Form.Item label={t('sharing.groups')} style={{ marginBottom: 0 }}>
          <Select mode="multiple" aria-label={t('sharing.groups')} value={value.groups ?? []} onChange={(list: string[]) => set({ groups: list })} options={own.items.filter((group) => group.own && !group.dissolved).map((group) => ({ value: group.id, label: group.name }))} />
        </Form.Item>
      ) : null}
    </div>
  );
}

/** An audience in marks. */
export function AudienceTags({ audience }: { audience: Audience }) {
  const { t } = useTranslation();
  const word = useWord();
  const tenant = useTenantNames();
  const group = useGroupNames();
  const { tenants = [], groups = [], level } = audience;
  if (tenants.length + groups.length === 0 && (!level || level === 'own' || level === 'group')) return <span className="muted">{t('policies.nobody')}</span>;
  return (
    <span className="tags">
      {level && level !== 'group' ? <Tag color="geekblue">{word('share_level', level)}</Tag> : null}
      {groups.map((id) => <Tag key={id} color="purple">{group(id)}</Tag>)}
      {tenants.map((path) => <Tag key={path} title={path}>{tenant(path)}</Tag>)}
    </span>
  );
}

interface TreatProps {
  value?: Treatments;
  onChange?: (value: Treatments) => void;
  fields: Map<string, Treatment[]>;
}

/** What is done to each field; a field without a treatment is shown as it is. */
export function TreatmentsEditor({ value = {}, onChange, fields }: TreatProps) {
  const { t } = useTranslation();
  const word = useWord();
  const set = (field: string, treatment?: Treatment) => {
    const { [field]: _, ...rest } = value;
    onChange?.(treatment ? { ...rest, [field]: treatment } : rest);
  };
  if (fields.size === 0) return <span className="muted">{t('sharing.choose_kinds')}</span>;
  return (
    <div className="treatments">
      {[...fields].map(([field, treatments]) => (
        <label key={field}>
          <span>{word('report_field', field)}</span>
          <Select<Treatment> size="small" allowClear placeholder={t('sharing.as_it_is')} aria-label={t('sharing.treat_field', { field: word('report_field', field) })} value={value[field]} onChange={(one: Treatment | undefined) => set(field, one)} options={treatments.map((one) => ({ value: one, label: word('treatment', one) }))} />
        </label>
      ))}
    </div>
  );
}

/** What was left out, field by field. */
export function LeftOut({ treatments }: { treatments: Treatments }) {
  const { t } = useTranslation();
  const word = useWord();
  const all = Object.entries(treatments);
  if (all.length === 0) return <span className="muted">{t('policies.nothing')}</span>;
  return (
    <span className="tags">
      {all.map(([field, treatment]) => (
        <Tag key={field} color={treatment === 'remove' ? 'volcano' : 'gold'}>{`${word('report_field', field)}: ${word('treatment', treatment)}`}</Tag>
      ))}
    </span>
  );
}

/** By which rule somebody is reached. */
export function RuleTag({ rule }: { rule: Rule }) {
  const word = useWord();
  const group = useGroupNames();
  if (rule.by === 'level') return <Tag color="geekblue">{word('share_level', rule.level)}</Tag>;
  if (rule.by === 'group') return <Tag color="purple">{group(rule.group)}</Tag>;
  return <Tag>{word('share_rule', 'tenant')}</Tag>;
}
