// Who did what when, under which seal; a machine's verdict beside the evidence that was handed in.
import { RobotOutlined } from '@ant-design/icons';
import { Tag, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import type { LoopDetail, LoopStep } from '../api/loop';
import { dateTime } from '../format';
import { useWord } from '../i18n/words';
import { useTenantNames } from '../ui/policy';
import { FileLink, SealMark } from '../ui/seal';
import { Verdicts } from './conditions';
import { LoopState } from './state';
import { useStepName } from './step-dialog';
import { closedAgainst, course } from './steps';

function colour(step: LoopStep): string {
  if (step.state === 'refused') return 'gray';
  if (step.action === 'close') return 'green';
  return course(step.action) === 'back' ? 'red' : course(step.action) === 'beside' ? 'gray' : 'blue';
}

/** As the loop was gone through; a supervisor, who does not see the others' steps, by the clock. */
export function inTime(steps: readonly LoopStep[]): LoopStep[] {
  const course = steps.filter((step) => step.party !== 'supervisor');
  for (const step of steps.filter((one) => one.party === 'supervisor')) {
    const later = course.findIndex((one) => one.time > step.time);
    course.splice(later < 0 ? course.length : later, 0, step);
  }
  return course;
}

export function Course({ loop }: { loop: LoopDetail }) {
  const { t } = useTranslation();
  if (loop.steps.length === 0) return <span className="muted">{t('notice.no_steps')}</span>;
  const steps = inTime(loop.steps);
  return <Timeline items={steps.map((step) => ({ key: step.id, color: colour(step), content: <Step step={step} source={loop.source} against={closedAgainst(steps, step.id)} /> }))} />;
}

function Step({ step, source, against }: { step: LoopStep; source: string; against: boolean }) {
  const { t } = useTranslation();
  const name = useStepName();
  const refused = step.state === 'refused';
  const machine = step.author === 'system';
  const checks = step.checks ?? [];
  return (
    <div className={refused ? 'step-refused' : undefined}>
      <b>{name(step)}</b> {refused ? <Tag color="red">{t('loop.refused')}</Tag> : course(step.action) === 'beside' ? null : <LoopState source={source} state={step.state} />} {against ? <Tag color="red">{t('loop.closed_against')}</Tag> : null}
      <div>
        {step.by_name} · {machine ? <><RobotOutlined aria-hidden /> {t('loop.machine')}</> : step.author}
        {step.on_behalf_of ? ` ${t('loop.on_behalf_of', { name: step.on_behalf_of })}` : ''} <SealMark seal={step.seal} />
      </div>
      <div className="muted">{dateTime(step.time)}</div>
      <FieldValues fields={step.fields ?? {}} />
      {step.text ? <div className="step-text">{step.text}</div> : null}
      {step.attachments.length + checks.length > 0 ? (
        <div className="beside">
          {step.attachments.length > 0 ? <div>{step.attachments.map((attachment) => <div key={attachment.digest}><FileLink attachment={attachment} /></div>)}</div> : null}
          {checks.length > 0 ? <Verdicts checks={checks} /> : null}
        </div>
      ) : null}
    </div>
  );
}

function FieldValues({ fields }: { fields: Record<string, string> }) {
  const word = useWord();
  const name = useTenantNames();
  const rows = Object.entries(fields);
  if (rows.length === 0) return null;
  return <div className="tags">{rows.map(([field, value]) => <Tag key={field}>{`${word('step_field', field)}: ${field === 'to' ? name(value) : value}`}</Tag>)}</div>;
}
