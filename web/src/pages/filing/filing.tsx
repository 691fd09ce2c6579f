// One filing: where it stands, who waits for whom and until when, its forms, papers and history.
import { CheckCircleOutlined, EditOutlined, EyeOutlined, SafetyOutlined } from '@ant-design/icons';
import { useParams } from '@tanstack/react-router';
import { Badge, Card, Collapse, Progress, Table, Tag, Timeline, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FilingClock, FilingDetail, FormSummary, Machine } from '../../api/filing';
import { useFiling, usePack } from '../../api/filings';
import type { StepRow } from '../../api/types';
import { MachineView } from '../../filing/machine-view';
import { ExampleBadge, ExampleLine, FilingState, Results, SourceMark } from '../../filing/marks';
import { dateTime } from '../../format';
import { useTitle } from '../../i18n/words';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { Due, Time } from '../../ui/tags';
import { formPage, objectPage, packPage } from '../../url';
import { FileLink, SealMark } from '../../ui/seal';
import { FilingActions } from './actions';
import { Papers } from './papers';
import { usePageTitle } from './title';

export function Filing() {
  const title = useTitle();
  const { id = '' } = useParams({ strict: false });
  const filing = useFiling(id);
  const row = filing.data;
  usePageTitle(row ? title(row.procedure_title) : '', row?.subject || row?.applicant_name || '');
  return (
    <Page
      back="/filings"
      title={
        row ? (
          <>
            {title(row.procedure_title)} <ExampleBadge show={row.example} /> <FilingState row={row} />
            <span className="muted subtitle">{[row.subject, row.period, row.applicant_name, row.number].filter(Boolean).join(' · ')}</span>
          </>
        ) : ''
      }
    >
      <ExampleLine show={row?.example} />
      <Ready query={filing}>{(data) => <Whole key={data.id} filing={data} />}</Ready>
    </Page>
  );
}

function Whole({ filing }: { filing: FilingDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const pack = usePack(filing.procedure);
  const machine = pack.data?.machine ?? undefined;
  const waiting = filing.parties.filter((party) => filing.waiting_for.includes(party.party));
  return (
    <div className="columns">
      <div className="stack">
        <FilingActions filing={filing} machine={machine} />
        <Forms filing={filing} />
        <Papers filing={filing} />
        <Card size="small" title={t('filing.history')}>
          <History filing={filing} machine={machine} />
        </Card>
      </div>
      <div className="stack">
        <Card size="small" title={t('filing.clocks')} styles={{ body: { padding: 0 } }}>
          {filing.clocks.length > 0 ? <Clocks filing={filing} /> : <div className="paper-row muted">{t('filing.no_clocks')}</div>}
        </Card>
        <Fields
          column={1}
          rows={[
            [t('filing.waiting_for'), waiting.length > 0 ? waiting.map((party) => `${title(party.title)}（${party.tenant_name}）`).join('、') : undefined],
            [t('filings.result'), <Results key="r" row={filing} />],
            [t('filings.score'), filing.score],
            [t('filings.number'), filing.number],
            ...filing.parties.map((party): [string, React.ReactNode] => [title(party.title), party.tenant_name]),
            [t('filing.begun'), <Time key="b" ms={filing.begun} />],
            [t('filing.pack'), <Go key="p" to={packPage(filing.procedure)}>{filing.procedure}</Go>],
            [t('filing.previous'), filing.previous ? <Go key="v" to={objectPage('filings', filing.previous)}>{t('filing.open_previous')}</Go> : undefined],
          ]}
        />
        {machine ? (
          <Collapse
            size="small"
            className="plain-collapse"
            defaultActiveKey={['machine']}
            items={[{ key: 'machine', label: t('machine.title'), children: <MachineView machine={machine} current={filing.state} reached={['draft', ...filing.steps.map((step) => step.state)]} /> }]}
          />
        ) : null}
      </div>
    </div>
  );
}

function Forms({ filing }: { filing: FilingDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const party = (id: string) => title(filing.parties.find((one) => one.party === id)?.title) || id;
  if (filing.forms.length === 0) return <Card size="small">{t('filing.summary_only')}</Card>;
  return (
    <Card size="small" title={t('filing.forms')} styles={{ body: { padding: 0 } }}>
      <Table
        size="small"
        pagination={false}
        rowKey="form"
        dataSource={filing.forms}
        columns={[
          { title: t('filing.form'), render: (_, row) => <Go to={formPage(filing.id, row.form)}>{title(row.title)}</Go> },
          { title: t('filing.filled_by'), width: 120, render: (_, row) => party(row.party) },
          { title: t('filing.progress'), width: 170, render: (_, row) => <Progress size="small" percent={row.asked > 0 ? Math.floor((100 * row.answered) / row.asked) : 100} format={() => `${row.answered}/${row.asked}`} /> },
          { title: t('filing.remarks'), width: 110, render: (_, row) => <Remarks row={row} /> },
          { title: '', width: 130, render: (_, row) => <FormLinks filing={filing.id} row={row} /> },
        ]}
      />
    </Card>
  );
}

function Remarks({ row }: { row: FormSummary }) {
  const { t } = useTranslation();
  // What another step will ask for is not wrong for being empty now.
  if (!row.writable && row.answered === 0 && row.comments === 0) return <span className="muted">–</span>;
  if (row.errors + row.warnings + row.comments === 0) return <CheckCircleOutlined className="good" aria-label={t('fill.no_remarks')} />;
  return (
    <span className="tags">
      {row.errors > 0 ? <Tooltip title={t('fill.errors', { count: row.errors })}><Badge count={row.errors} size="small" /></Tooltip> : null}
      {row.warnings > 0 ? <Tooltip title={t('fill.warnings', { count: row.warnings })}><Badge count={row.warnings} size="small" color="gold" /></Tooltip> : null}
      {row.comments > 0 ? <Tag>{t('filing.comments', { count: row.comments })}</Tag> : null}
    </span>
  );
}

function FormLinks({ filing, row }: { filing: string; row: FormSummary }) {
  const { t } = useTranslation();
  return (
    <span className="tags">
      {row.judgeable ? <Go to={formPage(filing, row.form, true)}><SafetyOutlined aria-hidden /> {t('verify.open')}</Go> : null}
      {row.writable ? <Go to={formPage(filing, row.form)}><EditOutlined aria-hidden /> {t('filing.fill')}</Go> : row.judgeable ? null : <Go to={formPage(filing, row.form)}><EyeOutlined aria-hidden /> {t('filing.read')}</Go>}
    </span>
  );
}

function Clocks({ filing }: { filing: FilingDetail }) {
  const { t } = useTranslation();
  const title = useTitle();
  const party = (id: string) => title(filing.parties.find((one) => one.party === id)?.title) || id;
  const order = (clock: FilingClock) => (clock.stopped ? 1 : 0);
  return (
    <Table
      size="small"
      pagination={false}
      rowKey={(row) => `${row.clock}${row.started}`}
      dataSource={[...filing.clocks].sort((a, b) => order(a) - order(b) || a.due - b.due)}
      showHeader={false}
      columns={[
        {
          key: 'clock',
          render: (_, row) => (
            <>
              <div>{title(row.title)} {row.extended > 0 ? <Tag>{t('filing.extended', { times: row.extended })}</Tag> : null}</div>
              <div className="muted">{party(row.party)} · <SourceMark source={row.source} bare /></div>
            </>
          ),
        },
        {
          key: 'left',
          width: 170,
          render: (_, row) =>
            row.stopped ? (
              <Tooltip title={`${t('notices.due')} ${dateTime(row.due)}`}>
                <Tag color={row.overdue ? 'red' : 'green'}>{row.overdue ? t('filing.done_late') : t('filing.done_in_time')}</Tag>
              </Tooltip>
            ) : <Due ms={row.due} />,
        },
      ]}
    />
  );
}

function History({ filing, machine }: { filing: FilingDetail; machine?: Machine }) {
  const { t } = useTranslation();
  const title = useTitle();
  if (filing.steps.length === 0) return <span className="muted">{t('notice.no_steps')}</span>;
  const action = (step: StepRow) => title(machine?.transitions.find((one) => one.action === step.action)?.title) || step.action;
  const state = (id: string) => title(machine?.states.find((one) => one.id === id)?.title) || id;
  return (
    <Timeline
      items={[...filing.steps].reverse().map((step) => ({
        key: step.id,
        color: step.action.startsWith('return') ? 'red' : machine?.states.find((one) => one.id === step.state)?.terminal ? 'green' : 'blue',
        content: (
          <div>
            <b>{action(step)}</b> <Tag>{state(step.state)}</Tag>
            <div>
              {step.by_name} · {step.author} <SealMark seal={step.seal} />
            </div>
            <div className="muted">{dateTime(step.time)}</div>
            {step.text ? <div className="step-text">{step.text}</div> : null}
            {step.attachments.map((attachment) => (
              <div key={attachment.digest}>
                <FileLink attachment={attachment} />
              </div>
            ))}
          </div>
        ),
      }))}
    />
  );
}
