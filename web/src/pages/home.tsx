import { CheckCircleOutlined, ClockCircleOutlined } from '@ant-design/icons';
import { Card, Statistic, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { Answer } from '../api/client';
import { Chart } from '../charts/lazy';
import { seriesOption } from '../charts/series';
import { useMemo } from 'react';
import { Guide, useGuide } from '../guide';
import type { Welcome } from '../api/types';
import { useWord } from '../i18n/words';
import { useMe } from '../me';
import { useMay } from '../may';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { LoopCharts } from '../ui/loop-charts';
import { Due } from '../ui/tags';
import { pageOf, waitingPage } from '../url';

type HomeData = Answer<'/api/v1/home', 'get'>;

/** The role's home: figures that open their lists, what waits, and how things go. */
export function Home() {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const home = useGet('/api/v1/home', { every: 30_000 });
  const welcome = useGet('/api/v1/welcome');
  return (
    <Page title={t('home.title', { name: me.name, tenant: me.tenant_name })}>
      <Ready query={home}>
        {(data) => (
          <div className="stack">
            <Figures figures={data.figures} />
            <div className={welcome.data?.demo ? 'columns' : 'one'}>
              <div className="stack">
                <WaitingList waiting={data.waiting} />
                {may('loop_read') ? <LoopCharts /> : null}
                {may('observation_read') ? <Trend /> : null}
              </div>
              {welcome.data?.demo ? <GuideCard welcome={welcome.data} /> : null}
            </div>
          </div>
        )}
      </Ready>
    </Page>
  );
}

function Figures({ figures }: { figures: HomeData['figures'] }) {
  const word = useWord();
  return (
    <div className="figures" data-testid="figures">
      {figures.map((figure) => (
        <Go key={figure.id} to={pageOf(figure.list)} aria-label={`${word('figure', figure.id)}: ${figure.value}`}>
          <Card size="small" hoverable>
            <Statistic
              title={word('figure', figure.id)}
              value={figure.value}
              styles={{ content: figure.id.includes('overdue') && figure.value > 0 ? { color: 'var(--bad)' } : {} }}
            />
          </Card>
        </Go>
      ))}
    </div>
  );
}

function WaitingList({ waiting }: { waiting: HomeData['waiting'] }) {
  const { t, i18n } = useTranslation();
  const word = useWord();
  const title = (row: HomeData['waiting'][number]) => (i18n.language === 'en' && row.title_en) || row.title;
  if (waiting.length === 0) {
    return (
      <Card size="small">
        <CheckCircleOutlined className="good" aria-hidden /> {t('home.nothing_waits')}
      </Card>
    );
  }
  return (
    <Card size="small" title={<><ClockCircleOutlined aria-hidden /> {t('home.waiting', { count: waiting.length })}</>} styles={{ body: { padding: 0 } }}>
      <Table
        size="small"
        rowKey={(row) => `${row.kind}${row.id}${row.action}`}
        dataSource={waiting}
        pagination={waiting.length > 8 ? { pageSize: 8, size: 'small' } : false}
        columns={[
          { title: t('home.what'), ellipsis: true, render: (_, row) => <Go to={waitingPage(row.kind, row.id)}>{title(row)}</Go> },
          { title: t('home.kind'), dataIndex: 'kind', width: 80, render: (kind: string) => word('waiting_kind', kind) },
          { title: t('home.to_do'), dataIndex: 'action', width: 96, render: (action: string) => word('action_name', action) },
          { title: t('home.clock'), dataIndex: 'due', width: 170, render: (due: number | null) => <Due ms={due} /> },
        ]}
      />
    </Card>
  );
}

function GuideCard({ welcome }: { welcome: Welcome }) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={t('guide.title')}>
      <Guide steps={useGuide(welcome)} />
    </Card>
  );
}

function Trend() {
  const { t } = useTranslation();
  const series = useGet('/api/v1/observations/series');
  const option = useMemo(() => (series.data ? seriesOption(series.data) : undefined), [series.data]);
  return (
    <Card size="small" title={t('home.trend')} extra={<Go to="/observations">{t('nav.observations')}</Go>}>
      <Ready query={series}>{() => <Chart option={option!} height={220} label={t('home.trend')} />}</Ready>
    </Card>
  );
}
