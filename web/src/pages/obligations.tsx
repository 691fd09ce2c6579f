// An organisation's duties with their days, by month, each with its reason and source.
import { CalendarOutlined, CheckCircleFilled } from '@ant-design/icons';
import { Alert, App, Button, Card, Empty, Modal, Segmented, Typography } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import type { ObligationRow } from '../api/filing';
import { useCommand, useList } from '../api/hooks';
import { SourceMark } from '../filing/marks';
import { useTitle } from '../i18n/words';
import { useMay } from '../may';
import { useFilter } from '../ui/filters';
import { Go } from '../ui/go';
import { Page } from '../ui/page';
import { ErrorBox } from '../ui/problem';
import { ListFoot } from '../ui/table';
import { Due } from '../ui/tags';
import { objectPage, page } from '../url';
import { usePageTitle } from './filing/title';

/** Rows by the month of their day, in order. */
function byMonth(rows: readonly ObligationRow[]): [string, ObligationRow[]][] {
  const months = new Map<string, ObligationRow[]>();
  for (const row of [...rows].sort((a, b) => a.due - b.due)) {
    const month = dayjs(row.due).format('YYYY-MM');
    months.set(month, [...(months.get(month) ?? []), row]);
  }
  return [...months];
}

export function Obligations() {
  const { t } = useTranslation();
  const [filter, change] = useFilter();
  const [feed, setFeed] = useState<string>();
  usePageTitle(t('nav.obligations'));
  const list = useList('/api/v1/obligations', { limit: 200 });
  const ask = useCommand(async () => setFeed(new URL((await call('get', '/api/v1/obligations/feed')).path, location.origin).href));
  const shown = list.items.filter((row) => (filter.show === 'done' ? row.done : filter.show === 'all' ? true : !row.done));
  return (
    <Page
      title={t('nav.obligations')}
      extra={<Button icon={<CalendarOutlined aria-hidden />} loading={ask.isPending} onClick={() => ask.mutate(undefined)}>{t('obligations.feed')}</Button>}
    >
      <div className="filters">
        <Segmented value={filter.show ?? ''} onChange={(show) => change({ show })} options={[{ value: '', label: t('obligations.open') }, { value: 'done', label: t('obligations.done') }, { value: 'all', label: t('filings.all') }]} />
      </div>
      {list.error ? <ErrorBox error={list.error} retry={list.retry} /> : null}
      {!list.loading && !list.error && shown.length === 0 ? <Empty description={t('obligations.empty')} /> : null}
      <div className="stack">
        {byMonth(shown).map(([month, rows]) => (
          <Card key={month} size="small" title={dayjs(`${month}-01`).format(t('obligations.month_format'))} styles={{ body: { padding: 0 } }}>
            {rows.map((row) => (
              <Duty key={`${row.obligation}${row.due}`} row={row} />
            ))}
          </Card>
        ))}
        <ListFoot list={list} label={t('nav.obligations')} />
      </div>
      <FeedModal feed={feed} onClose={() => setFeed(undefined)} />
    </Page>
  );
}

function Duty({ row }: { row: ObligationRow }) {
  const { t } = useTranslation();
  const title = useTitle();
  const may = useMay();
  return (
    <div className={row.overdue && !row.done ? 'duty duty-overdue' : 'duty'}>
      <div className="duty-day">
        <b>{dayjs(row.due).format('DD')}</b>
        <span className="muted">{dayjs(row.due).format('ddd')}</span>
      </div>
      <div className="duty-what">
        <div>
          <b>{title(row.title)}</b> {row.done ? <CheckCircleFilled className="good" aria-label={t('obligations.is_done')} /> : null}
        </div>
        <div>{title(row.because)}</div>
        <SourceMark source={row.source} />
      </div>
      <div className="duty-clock">{row.done ? t('obligations.is_done') : <Due ms={row.due} />}</div>
      <div className="duty-do">
        {row.filing ? <Go to={objectPage('filings', row.filing)}>{t('obligations.open_filing')}</Go> : row.procedure && may('filing_write') ? <Go to={page('/filings', { begin: row.procedure })}>{t('obligations.begin')}</Go> : null}
      </div>
    </div>
  );
}

function FeedModal({ feed, onClose }: { feed?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return (
    <Modal open={feed !== undefined} title={t('obligations.feed')} onCancel={onClose} onOk={onClose} cancelButtonProps={{ style: { display: 'none' } }}>
      <p>{t('obligations.feed_explain')}</p>
      <Typography.Paragraph className="secret" copyable={{ text: feed, onCopy: () => void message.success(t('action.copied')) }}>
        {feed}
      </Typography.Paragraph>
      <Alert type="warning" showIcon title={t('obligations.feed_warning')} />
    </Modal>
  );
}
