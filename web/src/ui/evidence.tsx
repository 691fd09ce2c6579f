import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Evidence } from '../api/types';
import { captureTime } from '../format';
import { useWord } from '../i18n/words';
import { Fields } from './fields';
import { CaptureTime } from './tags';

/** The packets that prove a statement; `onOpen` shows the observation behind one. */
export function EvidenceTable({ evidence, onOpen }: { evidence: readonly Evidence[]; onOpen?: (index: number) => void }) {
  const { t } = useTranslation();
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(row) => `${row.packet}|${row.time}|${row.summary}`}
      dataSource={evidence.map((item, index) => ({ ...item, index }))}
      columns={[
        { title: t('findings.time'), width: 170, render: (_, row) => <CaptureTime ns={row.time} /> },
        { title: t('observation.packet'), dataIndex: 'packet', width: 90 },
        { title: t('findings.summary'), dataIndex: 'summary' },
        ...(onOpen
          ? [{
              title: '',
              width: 110,
              render: (_: unknown, row: { index: number }) => (
                <Button type="link" size="small" onClick={() => onOpen(row.index)}>
                  {t('asset.show_observation')}
                </Button>
              ),
            }]
          : []),
      ]}
    />
  );
}

/** Name and value of what a rule saw, in the reader's words; capture times as times. */
export function useParam(): (name: string, value: string) => [string, string] {
  const word = useWord();
  return (name, value) => {
    const label = word('param', name);
    if (/_until$/.test(name) && /^\d{16,}$/.test(value)) return [label, captureTime(Number(value))];
    if (name === 'deviation') return [label, word('deviation', value)];
    return [label, name === 'attribute' ? word('attribute', value) : value];
  };
}

/** What the rule saw, by the names it gave. */
export function Params({ params }: { params?: Record<string, string> }) {
  const param = useParam();
  const rows = Object.entries(params ?? {});
  if (rows.length === 0) return null;
  return <Fields column={3} rows={rows.map(([name, value]) => param(name, value))} />;
}
