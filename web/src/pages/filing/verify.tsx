// Verifying a form: one row an item, everything about it on the row, verdicts by keyboard.
import { EyeOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useParams, useRouter } from '@tanstack/react-router';
import { Alert, Button, Checkbox, Progress, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FilingDetail, FormView } from '../../api/filing';
import { useFiling, useFormView, usePack } from '../../api/filings';
import { useGet, useList } from '../../api/hooks';
import { ExampleBadge, ExampleLine, FilingState, Results } from '../../filing/marks';
import { useTitle } from '../../i18n/words';
import { useFilter } from '../../ui/filters';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { Due } from '../../ui/tags';
import { formPage, objectPage, page } from '../../url';
import { FilingActions } from './actions';
import { usePageTitle } from './title';
import { VerdictTable } from './verdict-table';
import { useVerdicts, type Verdicts } from './verdicts';

export function Verify() {
  const { id = '', form = '' } = useParams({ strict: false });
  const title = useTitle();
  const filing = useFiling(id);
  const view = useFormView(id, form);
  usePageTitle(view.data ? title(view.data.definition.title) : '', filing.data?.applicant_name ?? '');
  if (view.data && filing.data) return <Desk key={`${id}/${form}`} filing={filing.data} view={view.data} />;
  return (
    <Page back="/filings?waiting=me" title="">
      <Ready query={view}>{() => <Ready query={filing}>{() => null}</Ready>}</Ready>
    </Page>
  );
}

function Desk({ filing, view }: { filing: FilingDetail; view: FormView }) {
  const { t } = useTranslation();
  const title = useTitle();
  const [filter, change] = useFilter();
  const verdicts = useVerdicts(filing.id, view);
  const peers = useGet('/api/v1/filings/{id}/forms/{form}/peers', { path: { id: filing.id, form: view.definition.id } });
  const [finishing, setFinishing] = useState(false);
  const all = filter.all === 'true';
  return (
    <Page
      back={page('/filings', { waiting: 'me', procedure: filing.procedure.split('@')[0] })}
      title={
        <>
          {filing.applicant_name} <ExampleBadge show={filing.example} /> <FilingState row={filing} />
          <span className="muted subtitle">{[title(view.definition.title), filing.subject, filing.period].filter(Boolean).join(' · ')}</span>
        </>
      }
      extra={<Queue filing={filing} form={view.definition.id} />}
    >
      <ExampleLine show={filing.example} />
      <div className="verify-head">
        <Done verdicts={verdicts} />
        <Results row={filing} /> {filing.score === undefined || filing.score === null ? null : <Tag>{t('filings.score')} {filing.score}</Tag>}
        <Due ms={filing.due} done={filing.terminal} />
        <Checkbox checked={all} onChange={(event) => change({ all: event.target.checked ? 'true' : undefined })}>{t('verify.all_answers')}</Checkbox>
        <span className="grow" />
        <Go to={formPage(filing.id, view.definition.id)}><EyeOutlined aria-hidden /> {t('verify.as_form')}</Go>
        <Go to={objectPage('filings', filing.id)}>{t('verify.whole')}</Go>
        {view.judgeable ? <Button type="primary" ghost={finishing} onClick={() => setFinishing(!finishing)}>{t('verify.finish')}</Button> : null}
      </div>
      {finishing ? <Finish filing={filing} verdicts={verdicts} /> : null}
      {view.judgeable ? <p className="muted keys">{t('verify.keys')}</p> : <Alert type="info" showIcon title={t('verify.not_yours')} style={{ marginBottom: 8 }} />}
      <VerdictTable filing={filing} view={view} verdicts={verdicts} peers={peers.data} all={all} />
    </Page>
  );
}

function Done({ verdicts }: { verdicts: Verdicts }) {
  const { t } = useTranslation();
  const { done, desk, state } = verdicts;
  return (
    <span className="verify-done">
      <Progress type="circle" size={34} percent={desk.items.length > 0 ? Math.floor((100 * done) / desk.items.length) : 100} />
      <b data-testid="judged">{t('verify.judged', { done, total: desk.items.length })}</b>
      <span role="status" className={state === 'failed' ? 'overdue' : 'muted'} data-save={state}>{t(`verify.state_${state}`)}</span>
    </span>
  );
}

/** The steps that end the verification: they are asked of the node once all verdicts are with it. */
function Finish({ filing, verdicts }: { filing: FilingDetail; verdicts: Verdicts }) {
  const { t } = useTranslation();
  const pack = usePack(filing.procedure);
  const open = verdicts.desk.items.length - verdicts.done;
  return (
    <div className="stack" style={{ marginBottom: 10 }}>
      {open > 0 ? (
        <Alert type="warning" showIcon title={t('verify.open_items', { count: open })} action={<Button size="small" onClick={verdicts.toOpen}>{t('verify.to_open')}</Button>} />
      ) : null}
      <FilingActions filing={filing} machine={pack.data?.machine ?? undefined} />
    </div>
  );
}

/** The filings of the same procedure that wait for the reader, in the order of their clocks. */
function Queue({ filing, form }: { filing: FilingDetail; form: string }) {
  const { t } = useTranslation();
  const router = useRouter();
  const queue = useList('/api/v1/filings', { waiting: 'me', procedure: filing.procedure.split('@')[0]!, sort: 'due', limit: 200 });
  const at = queue.items.findIndex((row) => row.id === filing.id);
  const before = at > 0 ? queue.items[at - 1] : undefined;
  const after = queue.items.slice(at + 1)[0];
  const open = (id: string) => router.history.push(formPage(id, form, true));
  return (
    <Space.Compact>
      <Button icon={<LeftOutlined aria-hidden />} disabled={!before} onClick={() => before && open(before.id)}>{t('verify.before')}</Button>
      <Button disabled>{at >= 0 ? t('verify.place', { place: at + 1, total: queue.total }) : t('verify.waiting', { total: queue.total })}</Button>
      <Button disabled={!after} onClick={() => after && open(after.id)}>{t('verify.after')} <RightOutlined aria-hidden /></Button>
    </Space.Compact>
  );
}
