// The outlier radar: filings that look copied, hasty or unlike their peers. A sign is a reason to
// look, never a verdict.
import { Alert, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { SignRow } from '../../api/filing';
import { useList } from '../../api/hooks';
import { useTitle, useWord } from '../../i18n/words';
import { pick, useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page } from '../../ui/page';
import { DataTable, Filters } from '../../ui/table';
import { objectPage } from '../../url';
import { ExampleBadge } from '../../filing/marks';
import { useCampaign } from '../../filing/procedures';
import { FilingTabs } from './tabs';
import { usePageTitle } from './title';

const SIGNS = ['same_answers', 'copied_evidence', 'hasty', 'unlike_peers'];
const COLOUR: Record<string, string> = { same_answers: 'volcano', copied_evidence: 'red', hasty: 'gold', unlike_peers: 'purple' };

export function Signs() {
  const { t } = useTranslation();
  const title = useTitle();
  const word = useWord();
  const [filter] = useFilter();
  const { specs, pack } = useCampaign(true);
  usePageTitle(t('signs.title'));
  const list = useList('/api/v1/filings/signs', pick(filter, ['procedure', 'period', 'sign', 'filing']));
  return (
    <Page title={<>{t('signs.title')} <ExampleBadge show={filter.procedure ? pack?.example : undefined} /></>}>
      <FilingTabs />
      <Filters specs={[...specs, { name: 'sign', label: t('signs.sign'), width: 150, options: SIGNS.map((value) => ({ value, label: word('sign', value) })) }]} />
      <Alert type="info" showIcon style={{ marginBottom: 10 }} title={t('signs.explain')} />
      <DataTable<SignRow>
        label={t('signs.title')}
        list={list}
        rowKey={(row) => `${row.filing}${row.sign}`}
        empty={t('signs.empty')}
        columns={[
          { title: t('filings.applicant'), render: (_, row) => <Go to={objectPage('filings', row.filing)}>{row.applicant_name}</Go> },
          { title: t('filings.procedure'), className: 'wrap', render: (_, row) => <>{title(row.procedure_title)} <span className="muted">{row.period}</span> <ExampleBadge show={row.example} /></> },
          { title: t('signs.sign'), render: (_, row) => <Tooltip title={word('sign_hint', row.sign)}><Tag color={COLOUR[row.sign]}>{word('sign', row.sign)}</Tag></Tooltip> },
          { title: t('signs.figures'), className: 'wrap', render: (_, row) => Object.entries(row.params).map(([name, value]) => `${word('sign_param', name)} ${value}`).join(' · ') },
          {
            title: t('signs.others'),
            render: (_, row) => (
              <span className="tags">
                {row.others.slice(0, 4).map((id, at) => <Go key={id} to={objectPage('filings', id)}>{t('signs.other', { place: at + 1 })}</Go>)}
                {row.others.length > 4 ? <span className="muted">+{row.others.length - 4}</span> : null}
              </span>
            ),
          },
        ]}
      />
    </Page>
  );
}
