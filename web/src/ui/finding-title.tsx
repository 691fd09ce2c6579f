import { useTranslation } from 'react-i18next';
import type { FindingRow } from '../api/types';
import { objectPage } from '../url';
import { Go } from './go';

/** The rule's title in the reader's language, as its pack gives it. */
export function useFindingTitle(): (row: Pick<FindingRow, 'title_zh' | 'title_en' | 'rule'>) => string {
  const { i18n } = useTranslation();
  return (row) => (i18n.language === 'en' ? row.title_en : row.title_zh) || row.rule;
}

export function FindingTitle({ row }: { row: FindingRow }) {
  const title = useFindingTitle();
  return (
    <>
      <Go to={objectPage('findings', row.id)}>{title(row)}</Go>
      {row.message ? <span className="muted"> {row.message}</span> : null}
    </>
  );
}
