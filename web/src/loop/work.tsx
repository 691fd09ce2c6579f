// A loop at work: where it stands, what can be done now, what a machine saw, who did what.
import { ExclamationCircleOutlined, ReloadOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Collapse, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api/client';
import { useCommand, useGet } from '../api/hooks';
import type { LoopAction, LoopDetail } from '../api/loop';
import { MachineView } from '../filing/machine-view';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { Ready } from '../ui/page';
import { Due, Time } from '../ui/tags';
import { loopPage } from '../url';
import { OutcomeTag, useConditionText, Verdicts } from './conditions';
import { Course } from './course';
import { LoopState } from './state';
import { StepDialog, useStepName } from './step-dialog';
import { course, QUIET } from './steps';

export function LoopWork({ id }: { id: string }) {
  const loop = useGet('/api/v1/loops/{id}', { path: { id } });
  return <Ready query={loop}>{(data) => <Work loop={data} />}</Ready>;
}

function Work({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Marks loop={loop} />
      <Actions loop={loop} />
      <Asks loop={loop} />
      <Recheck loop={loop} />
      <Card size="small" title={t('notice.course')}>
        <Course loop={loop} />
      </Card>
      <Collapse size="small" items={[{ key: 'machine', label: t('loop.procedure', { name: loop.procedure }), children: <Drawn loop={loop} /> }]} />
    </div>
  );
}

/** What stands out: supervised, escalated, reopened, told by several. */
function Marks({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  return (
    <>
      {loop.standing.came_back ? <Alert type="error" className="verdict" showIcon title={t('loop.came_back')} /> : null}
      {loop.supervised ? <Alert type="warning" showIcon title={t('loop.supervised')} /> : null}
      {loop.escalated > 0 ? <Alert type="error" className="verdict" showIcon title={t('loop.escalated', { level: loop.escalated })} /> : null}
      {loop.also.length > 0 ? (
        <Alert
          type="info"
          showIcon
          title={t('loop.also', { count: loop.also.length })}
          description={<span className="tags">{loop.also.map((one) => <Go key={one.id} to={loopPage('notice', one.id)}><Tag color="blue">{`${one.number || t('loop.no_number')} · ${one.issuer_name}`}</Tag></Go>)}</span>}
        />
      ) : null}
      <Fields
        column={1}
        rows={[
          [t('notices.state'), <LoopState key="s" source={loop.source} state={loop.state} />],
          [t('loop.waits_for'), loop.standing.waiting.length > 0 ? <Parties key="w" parties={loop.standing.waiting} /> : undefined],
          [t('loop.due_now'), loop.standing.due && !loop.standing.closed ? <Due key="d" ms={loop.standing.due} /> : undefined],
          [t('loop.final_due'), <Due key="f" ms={loop.standing.final_due} done={loop.standing.closed || loop.standing.terminal} />],
          [t('loop.counts'), <Counts key="c" loop={loop} />],
          [t('loop.urged'), loop.standing.urged > 0 ? loop.standing.urged : undefined],
          [t('loop.read_at'), loop.standing.read ? <Time key="r" ms={loop.standing.read} /> : undefined],
          [t('loop.closed_at'), loop.closed ? <Time key="x" ms={loop.closed} /> : undefined],
        ]}
      />
    </>
  );
}

function Parties({ parties }: { parties: readonly string[] }) {
  const word = useWord();
  return <>{parties.map((party) => word('party', party)).join(' / ')}</>;
}

/** How often it was turned back, reopened, extended. */
export function Counts({ loop }: { loop: Pick<LoopDetail, 'returned' | 'reopened' | 'extended'> }) {
  const { t } = useTranslation();
  const all = (['returned', 'reopened', 'extended'] as const).filter((name) => loop[name] > 0);
  if (all.length === 0) return <span className="muted">–</span>;
  return <span className="tags">{all.map((name) => <Tag key={name} color={name === 'extended' ? 'gold' : 'volcano'}>{t(`loop.count_${name}`, { count: loop[name] })}</Tag>)}</span>;
}

function Actions({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  const name = useStepName();
  const [chosen, setChosen] = useState<LoopAction>();
  const shown = loop.actions.filter((action) => !QUIET.has(action.action));
  const button = (action: LoopAction) => (
    <Button key={action.action} type={course(action.action) === 'on' && (action.awaited || !shown.some((one) => one.awaited)) ? 'primary' : 'default'} danger={course(action.action) === 'back'} size={course(action.action) === 'beside' ? 'small' : 'middle'} data-action={action.action} onClick={() => setChosen(action)}>
      {name(action)}
    </Button>
  );
  const main = shown.filter((action) => course(action.action) !== 'beside');
  const beside = shown.filter((action) => course(action.action) === 'beside');
  return (
    <Card size="small" title={t('notice.actions')}>
      {shown.length === 0 ? <span className="muted">{t('notice.no_actions')}</span> : null}
      {main.length > 0 ? <Space wrap>{main.map(button)}</Space> : null}
      {beside.length > 0 ? <div style={{ marginTop: main.length > 0 ? 10 : 0 }}><Space wrap size={6}>{beside.map(button)}</Space></div> : null}
      {chosen ? <StepDialog loop={loop} action={chosen} onClose={() => setChosen(undefined)} /> : null}
    </Card>
  );
}

/** Requests that wait for the issuer. */
function Asks({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  if (loop.standing.asks.length === 0) return null;
  return (
    <Alert
      type="warning"
      icon={<ExclamationCircleOutlined />}
      showIcon
      title={t('loop.asks', { count: loop.standing.asks.length })}
      description={
        <ul className="wrongs">
          {loop.standing.asks.map((ask) => (
            <li key={ask.step}>
              {word('ask', ask.ask)} {Object.entries(ask.fields ?? {}).map(([field, value]) => `${word('step_field', field)} ${value}`).join(' · ')} <Time ms={ask.at} />
            </li>
          ))}
        </ul>
      }
    />
  );
}

/** What the recipient's node can see of the hazard itself. */
function Recheck({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const says = useConditionText();
  const look = useCommand(() => call('post', '/api/v1/loops/{id}/recheck', { path: { id: loop.id } }), t('checks.done'));
  if (loop.conditions.length === 0) return null;
  const last = [...loop.steps].reverse().find((step) => (step.checks ?? []).length > 0);
  const shown = last?.checks ?? [];
  return (
    <Card
      size="small"
      title={<>{t('checks.title')} {loop.rechecked ? <OutcomeTag outcome={loop.rechecked} /> : null}</>}
      extra={loop.party === 'recipient' && may('loop_step') ? <Button size="small" icon={<ReloadOutlined aria-hidden />} loading={look.isPending} onClick={() => look.mutate(undefined)}>{t('checks.look')}</Button> : null}
    >
      {shown.length > 0 ? <Verdicts checks={shown} /> : <ul className="wrongs">{loop.conditions.map((condition, index) => <li key={index}>{says(condition)}</li>)}</ul>}
      <p className="muted" style={{ margin: '8px 0 0' }}>{t('checks.person_signs')}</p>
    </Card>
  );
}

function Drawn({ loop }: { loop: LoopDetail }) {
  const machine = useGet('/api/v1/loops/procedures/{id}', { path: { id: loop.procedure } });
  return (
    <Ready query={machine}>
      {(data) => (
        <MachineView
          machine={{ states: data.states, transitions: data.steps.flatMap((step) => step.from.map((from) => ({ ...step, from, to: step.to === 'stay' ? from : step.to }))) } as never}
          current={loop.state}
          reached={loop.steps.map((step) => step.state)}
        />
      )}
    </Ready>
  );
}
