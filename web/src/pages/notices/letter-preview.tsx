// The simulator of a letter: its number and deadline, who receives it, through which node, by which
// rule, who does not and why, and the same hazard told already.
import { useQuery } from '@tanstack/react-query';
import { Alert, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { call } from '../../api/client';
import type { Letter, LetterPreview as Preview } from '../../api/loop';
import { count, dateTime } from '../../format';
import { useWord } from '../../i18n/words';
import { useDueBy } from '../../loop/state';
import { Fields } from '../../ui/fields';
import { Ready } from '../../ui/page';
import { useTenantNames } from '../../ui/policy';
import { Resolved } from '../../ui/resolved';
import { useSettled } from '../../ui/settled';

interface Props {
  letter: Letter;
  onExclude?: (tenant: string) => void;
}

export function LetterPreview({ letter, onExclude }: Props) {
  const settled = useSettled(letter, 400);
  const preview = useQuery({
    queryKey: ['letter preview', settled],
    queryFn: () => call('post', '/api/v1/notice-drafts/preview', { body: settled }),
    retry: false,
    gcTime: 0,
    placeholderData: (before) => before,
  });
  return <Ready query={preview}>{(data) => <Answer preview={data} onExclude={onExclude} />}</Ready>;
}

function Answer({ preview, onExclude }: Pick<Props, 'onExclude'> & { preview: Preview }) {
  const { t } = useTranslation();
  const word = useWord();
  const dueBy = useDueBy();
  const { duplicates = [], excluded = [], through = [] } = preview;
  return (
    <div className="stack" aria-live="polite">
      <Fields
        column={1}
        rows={[
          [t('issue.number'), <b key="n">{preview.number}</b>],
          [t('compose.issue'), preview.issue],
          [t('issue.due'), dateTime(preview.due)],
          [t('issue.due_by'), dueBy(preview.due_by)],
          [t('compose.through'), through.length > 0 ? <span key="t" className="tags">{through.map((node) => <Tag key={node.node ?? ''}>{`${node.node ? node.name : t('issue.stays')} × ${count(node.recipients)}`}</Tag>)}</span> : undefined],
        ]}
      />
      {preview.review ? <Alert type="info" showIcon title={t('compose.needs_review')} /> : null}
      {duplicates.length > 0 ? <Duplicates rows={duplicates} /> : null}
      <Resolved rows={preview.deliveries.map((row) => ({ tenant: row.tenant, name: row.tenant_name, rule: row.rule, through: row.through, sees: row.sees }))} onExclude={onExclude} />
      {excluded.length > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t('compose.not', { count: excluded.length })}
          description={<ul className="wrongs">{excluded.slice(0, 50).map((row) => <li key={row.tenant}>{row.tenant_name}: {word('excluded', row.reason)}{row.rule ? <span className="muted"> ({row.rule})</span> : null}</li>)}</ul>}
        />
      ) : null}
    </div>
  );
}

function Duplicates({ rows }: { rows: NonNullable<Preview['duplicates']> }) {
  const { t } = useTranslation();
  const word = useWord();
  const name = useTenantNames();
  return (
    <Alert
      type="warning"
      showIcon
      title={t('compose.duplicates', { count: rows.length })}
      description={<ul className="wrongs">{rows.map((row) => <li key={`${row.recipient}${row.number}`}>{row.recipient_name}: {row.number} · {name(row.issuer)} · {word('state', row.state)}</li>)}</ul>}
    />
  );
}
