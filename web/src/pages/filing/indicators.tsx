// Indicators of a procedure (附件2 K1 to K27), and the named list behind each number.
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Drawer, Empty, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IndicatorName, IndicatorValue } from '../../api/filing';
import { useGet, wholeList } from '../../api/hooks';
import { call } from '../../api/client';
import { ExampleBadge, ExampleLine, SourceMark } from '../../filing/marks';
import { useCampaign } from '../../filing/procedures';
import { count } from '../../format';
import { useTitle } from '../../i18n/words';
import { useQuery } from '@tanstack/react-query';
import { download } from '../../ui/download';
import { Page, Ready } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { FilingTabs } from './tabs';
import { usePageTitle } from './title';

export function Indicators() {
  const { t } = useTranslation();
  const title = useTitle();
  const { procedure, period, pack, specs, loading } = useCampaign();
  const [open, setOpen] = useState<IndicatorValue>();
  usePageTitle(t('indicators.title'));
  const list = wholeList(useGet('/api/v1/indicators', { query: { procedure, period }, enabled: procedure !== undefined }));
  return (
    <Page title={<>{t('indicators.title')} <ExampleBadge show={pack?.example} /><span className="muted subtitle">{title(pack?.title)}</span></>}>
      <FilingTabs />
      <Filters specs={specs} />
      <ExampleLine show={pack?.example} />
      {loading ? <Skeleton active /> : procedure === undefined ? <Empty description={t('funnel.no_procedure')} /> : (
        <DataTable<IndicatorValue>
          label={t('indicators.title')}
          list={list}
          rowKey={(row) => row.indicator}
          empty={t('indicators.empty')}
          columns={[
            { title: t('indicators.number'), render: (_, row) => <b>{row.indicator}</b> },
            { title: t('indicators.name'), className: 'wrap', render: (_, row) => title(row.title) },
            {
              title: t('indicators.value'),
              align: 'right',
              render: (_, row) =>
                row.value === undefined || row.value === null ? <span className="muted">{t('indicators.by_hand')}</span> : row.named ? (
                  <Button type="link" size="small" style={{ padding: 0 }} aria-label={`${row.indicator}: ${row.value}`} onClick={() => setOpen(row)}>{count(row.value)}</Button>
                ) : count(row.value),
            },
            { title: t('indicators.list'), render: (_, row) => (row.named ? t('indicators.named') : <span className="muted">–</span>) },
            { title: t('indicators.source'), className: 'wrap', render: (_, row) => <SourceMark source={row.source} /> },
          ]}
        />
      )}
      <Drawer open={open !== undefined} onClose={() => setOpen(undefined)} size={640} title={open ? `${open.indicator} ${title(open.title)}` : ''} destroyOnHidden>
        {open && procedure ? <Names indicator={open} procedure={procedure} period={period} /> : null}
      </Drawer>
    </Page>
  );
}

function Names({ indicator, procedure, period }: { indicator: IndicatorValue; procedure: string; period?: string }) {
  const { t } = useTranslation();
  const path = '/api/v1/indicators/{id}/list' as const;
  const names = useQuery({
    queryKey: [path, { id: indicator.indicator }, { procedure, period }],
    queryFn: () => call('get', path, { path: { id: indicator.indicator }, query: { procedure, period, limit: 200 } }),
  });
  const save = (rows: readonly IndicatorName[]) => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    download(`${indicator.indicator}.csv`, `\uFEFF${rows.map((row, at) => [String(at + 1), row.name, row.detail].map(cell).join(',')).join('\r\n')}`, 'text/csv');
  };
  return (
    <Ready query={names}>
      {(data) => (
        <>
          <DataTable<IndicatorName>
            label={indicator.indicator}
            list={wholeList(names)}
            rowKey={(row) => `${row.object}${row.name}${row.detail}`}
            columns={[
              { title: '#', width: 50, align: 'right', render: (_, __, at) => at + 1 },
              { title: t('indicators.who'), className: 'wrap', dataIndex: 'name' },
              { title: t('indicators.detail'), className: 'wrap', dataIndex: 'detail' },
            ]}
          />
          <Button style={{ marginTop: 10 }} icon={<DownloadOutlined aria-hidden />} onClick={() => save(data.items)}>{t('indicators.save_list')}</Button>
        </>
      )}
    </Ready>
  );
}
