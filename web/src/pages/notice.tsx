import { PaperClipOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { useParams } from '@tanstack/react-router';
import { Card, Popover, Tag, Timeline } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../api/hooks';
import type { Attachment, NoticeDetail, StepRow } from '../api/types';
import { bytes, dateTime, short } from '../format';
import { useWord } from '../i18n/words';
import { useMay } from '../may';
import { Fields } from '../ui/fields';
import { Go } from '../ui/go';
import { Page, Ready } from '../ui/page';
import { Due, SeverityTag, StateTag, Techniques, Time } from '../ui/tags';
import { objectPage, page } from '../url';
import { NoticeActions } from './notice-actions';

/** One notice and its loop: what was said, who did what when under which seal, what to do now. */
export function Notice() {
  const { t } = useTranslation();
  const may = useMay();
  const { id = '' } = useParams({ strict: false });
  const notice = useGet('/api/v1/notices/{id}', { path: { id } });
  const row = notice.data;
  return (
    <Page
      back="/notices"
      title={row ? <>{row.number} <StateTag group="state" state={row.state} /></> : t('nav.notices')}
      extra={may('delivery_read') ? <Go to={page('/deliveries', { object: id })}>{t('notice.deliveries')}</Go> : null}
    >
      <Ready query={notice}>
        {(data) => (
          <div className="columns">
            <Text notice={data} />
            <div className="stack">
              <NoticeActions notice={data} />
              <Card size="small" title={t('notice.course')}>
                <Course steps={data.steps} />
              </Card>
            </div>
          </div>
        )}
      </Ready>
    </Page>
  );
}

function Text({ notice }: { notice: NoticeDetail }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Card size="small" title={notice.title}>
        <div className="notice-text">{notice.text}</div>
      </Card>
      <Fields
        column={2}
        rows={[
          [t('notices.issuer'), notice.issuer_name],
          [t('notices.recipient'), notice.recipient_name],
          [t('findings.severity'), <SeverityTag key="s" severity={notice.severity} />],
          [t('notices.clock'), <Due key="d" ms={notice.due} done={!notice.overdue && notice.actions.length === 0} />],
          [t('notices.issued'), <Time key="i" ms={notice.issued} />],
          [t('notices.due'), <Time key="u" ms={notice.due} />],
          [t('findings.techniques'), <Techniques key="t" ids={notice.techniques} names />],
          [t('notice.procedure'), notice.procedure],
          [t('notice.report'), notice.report ? <Go key="r" to={objectPage('reports', notice.report)}>{t('notice.open_report')}</Go> : undefined],
        ]}
      />
    </div>
  );
}

function Course({ steps }: { steps: StepRow[] }) {
  const { t } = useTranslation();
  const word = useWord();
  if (steps.length === 0) return <span className="muted">{t('notice.no_steps')}</span>;
  return (
    <Timeline
      items={steps.map((step) => ({
        key: step.id,
        color: step.action === 'return' ? 'red' : step.action === 'close' ? 'green' : 'blue',
        content: (
          <div>
            <b>{word('action_name', step.action)}</b> <StateTag group="state" state={step.state} />
            <div>
              {step.by_name} · {step.author} <SealMark step={step} />
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

/** A seal, whole in a popover. */
export function SealMark({ step }: { step: StepRow }) {
  const { t } = useTranslation();
  if (!step.seal) return null;
  const { suite, key, signature } = step.seal;
  return (
    <Popover
      title={t('notice.seal_title')}
      content={
        <div style={{ maxWidth: 420 }}>
          <Fields column={1} rows={[[t('notice.seal_suite'), suite], [t('notice.seal_key'), <code key="k" className="hash">{key}</code>], [t('notice.seal_signature'), <code key="s" className="hash">{signature}</code>]]} />
        </div>
      }
    >
      <Tag color="green" icon={<SafetyCertificateOutlined aria-hidden />} tabIndex={0}>
        {t('notice.sealed')}
      </Tag>
    </Popover>
  );
}

/** A file of evidence: name, size, digest; downloads. */
export function FileLink({ attachment }: { attachment: Attachment }) {
  return (
    <a href={`/api/v1/evidence/${attachment.digest}`} download={attachment.name} title={`SHA-256 ${attachment.digest}`}>
      <PaperClipOutlined aria-hidden /> {attachment.name} <span className="muted">{bytes(attachment.size_bytes)} · {short(attachment.digest, 10)}</span>
    </a>
  );
}
