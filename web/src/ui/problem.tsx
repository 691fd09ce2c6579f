import { Alert, Button, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import type { Problem } from '../api/types';

/** What went wrong, the way out, and the code to quote. */
export function ProblemText({ problem }: { problem: Problem }) {
  return (
    <div>
      <div>{problem.title}</div>
      {problem.way_out ? <div className="muted">{problem.way_out}</div> : null}
      <Typography.Text code copyable>
        {problem.code}
      </Typography.Text>
    </div>
  );
}

/** An error in place of content. */
export function ErrorBox({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      title={t('error.failed')}
      description={<ProblemText problem={asProblem(error)} />}
      action={retry ? <Button size="small" onClick={retry}>{t('action.retry')}</Button> : undefined}
    />
  );
}
