// The sharing simulator: who would get something, by which rule, through which node, with what left
// out, and who would not and why. Nothing is sent.
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Empty, Form, Input, Segmented, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import { still, useList } from '../../api/hooks';
import type { Audience, PreviewExcluded, PreviewReceiver, SharingPreview, SharingPreviewDraft, Tlp } from '../../api/sharing';
import { useWord } from '../../i18n/words';
import { AudienceEditor, LeftOut, RuleTag, useGroupNames, useShareable } from '../../ui/audience';
import { useFilter } from '../../ui/filters';
import { JsonText } from '../../ui/json';
import { Page, Ready } from '../../ui/page';
import { TlpTag } from '../../ui/policy';
import { useSettled } from '../../ui/settled';
import { DataTable } from '../../ui/table';
import { SharingTabs } from './tabs';

const TLP: Tlp[] = ['red', 'amber', 'green', 'clear'];

export function SharingSimulator() {
  const { t } = useTranslation();
  const word = useWord();
  const [filter, change] = useFilter();
  const kinds = useShareable();
  const policies = useList('/api/v1/sharing-policies', { limit: 200 });
  const tenants = useList('/api/v1/tenants', { limit: 200 });
  const [by, setBy] = useState<'policy' | 'audience'>('policy');
  const [audience, setAudience] = useState<Audience>({});
  const [tlp, setTlp] = useState<Tlp>('amber');
  const draft: SharingPreviewDraft = { kind: filter.kind ?? 'finding_report', ...(filter.object ? { object: filter.object } : {}), ...(by === 'policy' ? (filter.policy ? { policy: filter.policy } : {}) : { audience, tlp }) };
  const ready = by === 'audience' || Boolean(filter.policy);
  return (
    <Page title={t('sharing.simulator')}>
      <SharingTabs />
      <div className="columns compose">
        <Card size="small" title={t('sharing.ask')}>
          <Form layout="vertical">
            <Form.Item label={t('policies.kinds')}>
              <Select aria-label={t('policies.kinds')} value={draft.kind} onChange={(kind: string) => change({ kind })} options={kinds.map(({ kind }) => ({ value: kind, label: word('record_kind', kind) }))} />
            </Form.Item>
            <Form.Item label={t('sharing.by')}>
              <Segmented value={by} onChange={setBy} options={[{ value: 'policy', label: t('sharing.by_policy') }, { value: 'audience', label: t('sharing.by_audience') }]} />
            </Form.Item>
            {by === 'policy' ? (
              <Form.Item label={t('report.policy')}>
                <Select aria-label={t('report.policy')} value={filter.policy || undefined} onChange={(policy: string) => change({ policy })} options={policies.items.map((policy) => ({ value: policy.id, label: policy.name }))} />
              </Form.Item>
            ) : (
              <>
                <AudienceEditor value={audience} onChange={setAudience} />
                <Form.Item label="TLP" style={{ marginTop: 12 }}>
                  <Select<Tlp> aria-label="TLP" value={tlp} onChange={setTlp} options={TLP.map((value) => ({ value, label: `TLP:${value.toUpperCase()} · ${t(`policies.tlp_${value}`)}` }))} />
                </Form.Item>
              </>
            )}
            <Form.Item label={t('sharing.object')} extra={t('sharing.object_explain')}>
              <Input aria-label={t('sharing.object')} allowClear value={filter.object ?? ''} onChange={(event) => change({ object: event.target.value.trim() })} />
            </Form.Item>
            <Form.Item label={t('sharing.why_not')}>
              <Select mode="multiple" aria-label={t('sharing.why_not')} showSearch={{ optionFilterProp: 'label' }} value={(filter.why ?? '').split(',').filter(Boolean)} onChange={(list: string[]) => change({ why: list.join(',') })} options={tenants.items.map((tenant) => ({ value: tenant.path, label: tenant.name }))} />
            </Form.Item>
          </Form>
        </Card>
        {ready ? <Answer draft={draft} why={filter.why} /> : <Card size="small"><Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('sharing.choose_policy')} /></Card>}
      </div>
    </Page>
  );
}

function Answer({ draft, why }: { draft: SharingPreviewDraft; why?: string }) {
  const settled = useSettled(draft, 300);
  const preview = useQuery({
    queryKey: ['sharing preview', settled, why],
    queryFn: () => call('post', '/api/v1/sharing/preview', { query: { why }, body: settled }),
    retry: false,
    gcTime: 0,
  });
  return <Ready query={preview}>{(data) => <Outcome preview={data} />}</Ready>;
}

/** What a simulation came to. */
function Outcome({ preview }: { preview: SharingPreview }) {
  const { t } = useTranslation();
  const [view, setView] = useState(0);
  const shown = preview.views[view];
  return (
    <div className="stack" aria-live="polite">
      <Alert type={preview.receivers.length > 0 ? 'info' : 'warning'} showIcon title={<>{t('sharing.reaches', { count: preview.receivers.length, views: preview.views.length })} <TlpTag tlp={preview.tlp} /></>} />
      <DataTable<PreviewReceiver>
        label={t('issue.receivers')}
        list={still(preview.receivers)}
        rowKey={(row) => row.tenant}
        columns={[
          { title: t('issue.who'), dataIndex: 'tenant_name' },
          { title: t('issue.rule'), render: (_, row) => <span className="tags">{row.rules.map((rule, index) => <RuleTag key={index} rule={rule} />)}{row.tiers.filter(Boolean).map((tier) => <Tag key={tier} color="blue">{tier}</Tag>)}</span> },
          { title: t('issue.through'), render: (_, row) => row.through_name || t('issue.stays') },
          { title: t('sharing.view'), render: (_, row) => t('sharing.view_number', { number: row.view + 1 }) },
        ]}
      />
      {preview.views.length > 0 ? (
        <Card size="small" title={t('sharing.what_they_see')} extra={preview.views.length > 1 ? <Segmented size="small" value={view} onChange={setView} options={preview.views.map((_, index) => ({ value: index, label: t('sharing.view_number', { number: index + 1 }) }))} /> : null}>
          {shown ? <p>{t('policies.redact')}: <LeftOut treatments={shown.left_out} /></p> : null}
          {shown?.body !== undefined && shown.body !== null ? <JsonText text={JSON.stringify(shown.body)} /> : <span className="muted">{t('sharing.no_body')}</span>}
        </Card>
      ) : null}
      {preview.excluded.length > 0 ? <Excluded rows={preview.excluded} /> : null}
    </div>
  );
}

function Excluded({ rows }: { rows: PreviewExcluded[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const group = useGroupNames();
  return (
    <DataTable<PreviewExcluded>
      label={t('sharing.who_not')}
      list={still(rows)}
      rowKey={(row) => row.tenant}
      columns={[
        { title: t('sharing.who_not'), dataIndex: 'tenant_name' },
        { title: t('sharing.why'), className: 'wrap', render: (_, row) => <>{word('share_why_not', row.why.reason)}{'group' in row.why ? ` (${group(row.why.group)})` : ''} {row.code ? <Tag color="red">{row.code}</Tag> : null}</> },
      ]}
    />
  );
}
