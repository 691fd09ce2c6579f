// One task: what is asked, what was made of it further down, its course.
import { useParams, useRouter } from '@tanstack/react-router';
import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useGet } from '../../api/hooks';
import type { TaskDetail } from '../../api/loop';
import { LoopWork } from '../../loop/work';
import { useMay } from '../../may';
import { Fields } from '../../ui/fields';
import { Go } from '../../ui/go';
import { Page, Ready } from '../../ui/page';
import { FileLink } from '../../ui/seal';
import { Due, SeverityTag, StateTag, Time } from '../../ui/tags';
import { objectPage, page } from '../../url';
import { Below } from './dispatches';
import { OVER } from '../../loop/state';

export function Task() {
  const { t } = useTranslation();
  const may = useMay();
  const router = useRouter();
  const { id = '' } = useParams({ strict: false });
  const task = useGet('/api/v1/tasks/{id}', { path: { id } });
  const row = task.data;
  return (
    <Page
      back="/tasks"
      title={row ? <><SeverityTag severity={row.severity} /> {row.number} <StateTag group="task_state" state={row.state} /></> : t('nav.tasks')}
      extra={
        row ? (
          <>
            {row.dispatch && row.party === 'issuer' ? <Go to={`/tasks/dispatches/${encodeURIComponent(row.dispatch)}`}>{t('tasks.open_dispatch')}</Go> : null}
            {row.party === 'recipient' && may('notice_issue') ? <Button onClick={() => router.history.push(page('/tasks/new', { part_of: id }))}>{t('tasks.split')}</Button> : null}
          </>
        ) : null
      }
    >
      <Ready query={task}>{(data) => <div className="columns"><Content task={data} /><LoopWork id={id} /></div>}</Ready>
    </Page>
  );
}

function Content({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Card size="small" title={task.title}>
        <div className="notice-text">{task.text}</div>
        {task.attachments.map((file) => <div key={file.digest}><FileLink attachment={file} /></div>)}
      </Card>
      <Fields
        column={2}
        rows={[
          [t('tasks.issuer'), task.issuer_name],
          [t('tasks.recipient'), task.recipient_name],
          [t('notices.clock'), <Due key="d" ms={task.due} done={OVER.includes(task.state)} />],
          [t('notices.issued'), <Time key="i" ms={task.issued} />],
          [t('tasks.part_of'), task.part_of ? <Go key="p" to={objectPage('tasks', task.part_of)}>{t('tasks.open_above')}</Go> : undefined],
          [t('notice.procedure'), task.procedure],
        ]}
      />
      {task.parts > 0 || task.below.total > 0 ? (
        <Card size="small" title={t('tasks.below')} extra={task.parts > 0 ? <Go to={page('/tasks', { part_of: task.id })}>{t('tasks.open_parts', { count: task.parts })}</Go> : null}>
          <Below figures={task.below} />
        </Card>
      ) : null}
    </div>
  );
}
