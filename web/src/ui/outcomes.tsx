// What became of each of many things that were acted on at once.
import { Alert, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ItemsOutcome } from '../api/loop';
import { useWord } from '../i18n/words';
import { waitingPage } from '../url';
import { Go } from './go';

interface Props {
  outcome: ItemsOutcome;
  /** Titles by `kind/object`. */
  titles: Map<string, string>;
}

export function Outcomes({ outcome, titles }: Props) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="stack">
      <Alert type={outcome.refused > 0 ? 'warning' : 'success'} showIcon title={t('batch.done', { taken: outcome.done, refused: outcome.refused })} />
      <Table
        size="small"
        rowKey={(row) => `${row.kind}/${row.object}`}
        dataSource={[...outcome.items].sort((a, b) => Number(a.done) - Number(b.done))}
        pagination={outcome.items.length > 10 ? { pageSize: 10, size: 'small' } : false}
        columns={[
          { title: t('home.what'), render: (_, row) => <Go to={waitingPage(row.kind, row.object)}>{titles.get(`${row.kind}/${row.object}`) ?? row.object}</Go> },
          { title: t('batch.outcome'), render: (_, row) => (row.done ? <Tag color="green">{t('batch.taken')}</Tag> : <Tag color="red">{row.code ? word('refusal', row.code) : '–'}</Tag>) },
        ]}
      />
    </div>
  );
}
