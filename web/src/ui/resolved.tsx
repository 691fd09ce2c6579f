// Recipients as rules resolve them: each with the rule that took it in and the node it goes through.
import { CloseOutlined } from '@ant-design/icons';
import { Button, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useList } from '../api/hooks';
import { count } from '../format';
import { useWord } from '../i18n/words';

export interface ResolvedRow {
  tenant: string;
  name: string;
  rule: string;
  through?: string | null;
  sees?: string;
}

interface Props {
  rows: readonly ResolvedRow[];
  /** Takes one out by hand. */
  onExclude?: (tenant: string) => void;
}

/** Rules that the node names itself; others bear their author's names. */
const OWN = ['named', 'query', 'report', 'recipient', 'issuer', 'loop_summary'];

export function Resolved({ rows, onExclude }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  const nodes = useList('/api/v1/nodes', { limit: 200 });
  const through = (id: string | null | undefined) => (id ? nodes.items.find((node) => node.node === id)?.name ?? id : t('issue.stays'));
  return (
    <>
      <div><strong>{t('compose.receivers', { count: rows.filter((row) => row.rule !== 'issuer' && (!row.sees || row.sees === 'notice')).length })}</strong></div>
      <Table<ResolvedRow>
        size="small"
        rowKey={(row) => `${row.tenant}${row.sees ?? ''}`}
        dataSource={[...rows]}
        pagination={rows.length > 10 ? { pageSize: 10, size: 'small', showSizeChanger: false, showTotal: (total) => count(total) } : false}
        columns={[
          { title: t('issue.who'), render: (_, row) => row.name },
          ...(rows.some((row) => row.sees && row.sees !== 'notice') ? [{ title: t('issue.sees'), render: (_: unknown, row: ResolvedRow) => word('record_kind', row.sees ?? 'notice') }] : []),
          { title: t('issue.rule'), render: (_, row) => <Tag>{OWN.includes(row.rule) ? word('delivery_rule', row.rule) : row.rule}</Tag> },
          { title: t('issue.through'), render: (_, row) => through(row.through) },
          ...(onExclude ? [{ title: '', width: 36, render: (_: unknown, row: ResolvedRow) => (['issuer', 'loop_summary'].includes(row.rule) || (row.sees && row.sees !== 'notice') ? null : <Button type="text" size="small" icon={<CloseOutlined aria-hidden />} aria-label={t('compose.exclude', { name: row.name })} onClick={() => onExclude(row.tenant)} />) }] : []),
        ]}
      />
    </>
  );
}
