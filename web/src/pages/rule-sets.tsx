import { PlusOutlined } from '@ant-design/icons';
import { useRouter } from '@tanstack/react-router';
import { Alert, Button, Popconfirm, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useList } from '../api/hooks';
import type { RuleSetRow } from '../api/types';
import { bytes, count } from '../format';
import { useMay } from '../may';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { DataTable } from '../ui/table';
import { Hash, Time } from '../ui/tags';
import { objectPage, page } from '../url';

/** The rules in Suricata's language that the probes load. */
export function RuleSets() {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const list = useList('/api/v1/rule-sets');
  const remove = useCommand((id: string) => call('delete', '/api/v1/rule-sets/{id}', { path: { id } }), t('rules.removed'));
  return (
    <Page
      title={t('nav.rule_sets')}
      extra={
        <>
          <Go to={page('/findings', { q: 'signature' })}>{t('rules.findings')}</Go>
          {may('rules_write') ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => router.history.push('/rule-sets/new')}>{t('rules.add')}</Button> : null}
        </>
      }
    >
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('rules.explain')} />
      <DataTable<RuleSetRow>
        label={t('nav.rule_sets')}
        list={list}
        rowKey={(row) => row.id}
        onOpen={(row) => router.history.push(objectPage('rule-sets', row.id))}
        empty={t('rules.none')}
        columns={[
          { title: t('rules.name'), render: (_, row) => <Go to={objectPage('rule-sets', row.id)}>{row.name}</Go> },
          { title: t('rules.enabled'), render: (_, row) => <Enabled row={row} /> },
          { title: t('rules.total'), align: 'right', render: (_, row) => count(row.total) },
          { title: t('rules.compiled'), align: 'right', render: (_, row) => count(row.compiled) },
          { title: t('rules.failed'), align: 'right', render: (_, row) => (row.total > row.compiled ? <Go to={objectPage('rule-sets', row.id)}><span className="overdue">{count(row.total - row.compiled)}</span></Go> : 0) },
          { title: t('rules.running'), align: 'right', render: (_, row) => <Running row={row} /> },
          { title: t('programs.size'), align: 'right', render: (_, row) => bytes(row.size) },
          { title: 'SHA-256', render: (_, row) => <Hash text={row.digest} /> },
          { title: t('rules.author'), dataIndex: 'author' },
          { title: t('rules.changed'), render: (_, row) => <Time ms={row.changed} /> },
          {
            title: '',
            render: (_, row) =>
              may('rules_write') ? (
                <span onClick={(event) => event.stopPropagation()}>
                  <Popconfirm title={t('rules.remove_sure')} okText={t('action.confirm')} cancelText={t('action.cancel')} onConfirm={() => remove.mutate(row.id)}>
                    <Button size="small" danger>{t('rules.remove')}</Button>
                  </Popconfirm>
                </span>
              ) : null,
          },
        ]}
      />
    </Page>
  );
}

/** On how many of the probes it runs. */
function Running({ row }: { row: RuleSetRow }) {
  const { t } = useTranslation();
  if (row.probes === 0) return <span className="muted">–</span>;
  const lags = row.enabled && row.running < row.probes;
  return <Go to={objectPage('rule-sets', row.id)}><span className={lags ? 'overdue' : undefined}>{t('rules.runs_on', { running: count(row.running), probes: count(row.probes) })}</span></Go>;
}

/** Whether probes load it; a switch for whoever may change it. */
function Enabled({ row }: { row: RuleSetRow }) {
  const { t } = useTranslation();
  const may = useMay();
  const change = useCommand((enabled: boolean) => call('put', '/api/v1/rule-sets/{id}', { path: { id: row.id }, body: { revision: row.revision, enabled } }), t('rules.saved'));
  return (
    <span onClick={(event) => event.stopPropagation()}>
      <Switch
        size="small"
        aria-label={t('rules.enable', { name: row.name })}
        checked={row.enabled}
        disabled={!may('rules_write')}
        loading={change.isPending}
        onChange={(enabled) => change.mutate(enabled)}
      />{' '}
      {t(row.enabled ? 'policies.on' : 'policies.off')}
    </span>
  );
}
