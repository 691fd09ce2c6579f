// The guide of a demonstration: how far the chain has come, as this node shows it, and where to go.
import { CheckCircleFilled, MinusCircleOutlined, RightCircleOutlined } from '@ant-design/icons';
import { Button, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet, useTotal } from './api/hooks';
import type { LoopStatistics, Welcome } from './api/types';
import { useMay } from './may';
import { Go } from './ui/go';

export interface GuideStep {
  id: string;
  /** Who does it: `enterprise`, `province`, `ministry`. */
  who: string;
  /** Undefined: not to be seen from here. */
  done: boolean | undefined;
  to: string;
  peers: { name: string; url: string }[];
}

/** How far a loop is in a state; a returned one was answered before. */
export const PROGRESS: Record<string, number> = { issued: 1, signed_for: 2, replied: 3, returned: 3, closed: 4 };

/** The furthest any of these states is. */
export function furthest(states: readonly string[]): number {
  return Math.max(0, ...states.map((state) => PROGRESS[state] ?? 0));
}

function statesOf(statistics: LoopStatistics | undefined): string[] | undefined {
  return statistics?.by_state.filter((count) => count.count > 0).map((count) => count.key);
}

/** The chain, step by step, from live data of this node. */
export function useGuide(welcome: Welcome): GuideStep[] {
  const may = useMay();
  // Traffic and what is found in it never leave the plant.
  const plant = welcome.kind === 'enterprise';
  const some = (total: number | undefined) => (total === undefined ? undefined : total > 0);
  const observations = useTotal('/api/v1/observations', {}, plant && may('observation_read'));
  const assets = useTotal('/api/v1/assets', {}, plant && may('asset_read'));
  const findings = useTotal('/api/v1/findings', {}, plant && may('finding_read'));
  const reports = useTotal('/api/v1/reports', {}, may('report_read') && welcome.kind !== 'national');
  const notices = useGet('/api/v1/notices', { query: { limit: 200 }, enabled: may('notice_read') && welcome.kind !== 'national' });
  const statistics = useGet('/api/v1/loops/statistics', { enabled: may('loop_read') });
  const states = notices.data?.items.map((notice) => notice.state) ?? statesOf(statistics.data);
  const reached = (level: number) => (states === undefined ? undefined : furthest(states) >= level);
  const loops = may('notice_read') && welcome.kind !== 'national' ? '/notices' : '/loops';
  const closed = statesOf(statistics.data)?.includes('closed');
  const peers = welcome.peers ?? [];
  return [
    { id: 'observations', who: 'enterprise', done: some(observations), to: '/observations' },
    { id: 'assets', who: 'enterprise', done: some(assets), to: '/assets' },
    { id: 'findings', who: 'enterprise', done: some(findings), to: '/findings?state=open' },
    { id: 'reported', who: 'enterprise', done: some(reports), to: may('finding_decide') ? '/findings' : '/reports' },
    { id: 'issued', who: 'province', done: reached(1), to: may('notice_issue') ? '/reports?noticed=false' : loops },
    { id: 'signed_for', who: 'enterprise', done: reached(2), to: loops },
    { id: 'replied', who: 'enterprise', done: reached(3), to: loops },
    { id: 'closed', who: 'province', done: reached(4), to: loops },
    { id: 'figures', who: 'ministry', done: statistics.data ? closed : undefined, to: '/' },
  ].map((step) => ({ ...step, peers }));
}

export function Guide({ steps }: { steps: GuideStep[] }) {
  const { t, i18n } = useTranslation();
  const next = steps.find((step) => step.done === false)?.id;
  const peers = steps[0]?.peers ?? [];
  return (
    <div>
      <p className="muted guide-text">{t('guide.explain')}</p>
      <ol className="guide" aria-label={t('guide.title')}>
        {steps.map((step, index) => (
          <li key={step.id} className={step.id === next ? 'next' : undefined}>
            <Mark done={step.done} />
            <span>
              {index + 1}. {step.done === undefined ? t(`guide.step_${step.id}`) : <Go to={step.to}>{t(`guide.step_${step.id}`)}</Go>}
            </span>
            <Tag>{t(`guide.who_${step.who}`)}</Tag>
          </li>
        ))}
      </ol>
      {peers.length > 0 ? (
        <div className="peers">
          <span className="muted">{t('guide.elsewhere')}</span>
          {peers.map((peer) => (
            <Button key={peer.url} size="small" href={`${peer.url}?lang=${i18n.language}`} target="_blank">
              {peer.name}
            </Button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Mark({ done }: { done: boolean | undefined }) {
  const { t } = useTranslation();
  if (done) return <CheckCircleFilled className="good" role="img" aria-label={t('guide.done')} />;
  if (done === undefined) return <MinusCircleOutlined className="muted" role="img" aria-label={t('guide.unseen')} />;
  return <RightCircleOutlined role="img" aria-label={t('guide.open')} />;
}
