// Small marks of filings: the example badge, sources, results, verdicts, remarks.
import { CloseCircleFilled, WarningFilled } from '@ant-design/icons';
import { Alert, Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Confidence, Remark, ResultTitles, Source } from '../api/filing';
import { useTitle, useWord } from '../i18n/words';
import { useRemark } from './work';

const UNVERIFIED: Confidence[] = ['D', 'M', 'A'];

/** 示例: the pack holds values that nobody has verified. */
export function ExampleBadge({ show }: { show: boolean | undefined }) {
  const { t } = useTranslation();
  if (!show) return null;
  return (
    <Tooltip title={t('filings.example_hint')}>
      <Tag color="gold" variant="solid" className="example-badge" tabIndex={0}>
        {t('filings.example')}
      </Tag>
    </Tooltip>
  );
}

/** The same, as a line over a page. */
export function ExampleLine({ show }: { show: boolean | undefined }) {
  const { t } = useTranslation();
  return show ? <Alert type="warning" banner className="example-line" title={<><b>{t('filings.example')}</b> {t('filings.example_hint')}</>} /> : null;
}

/** Document and article, marked when unverified. */
export function SourceMark({ source, bare }: { source: Source | null | undefined; bare?: boolean }) {
  const { t } = useTranslation();
  const word = useWord();
  if (!source) return null;
  const unsure = UNVERIFIED.includes(source.confidence);
  return (
    <span className={bare ? 'source' : 'source muted'}>
      {source.document}
      {source.article ? ` ${source.article}` : ''}
      {unsure ? (
        <Tooltip title={word('confidence', source.confidence)}>
          <Tag color="gold" className="tiny" tabIndex={0}>
            {t('filings.example')}
          </Tag>
        </Tooltip>
      ) : null}
    </span>
  );
}

const VERDICT_COLOUR: Record<string, string> = { met: 'green', partly: 'gold', unmet: 'red', not_applicable: 'default' };

/** A verdict or an item's answer. */
export function VerdictTag({ verdict }: { verdict: string | undefined }) {
  const word = useWord();
  if (!verdict) return <span className="muted">–</span>;
  return <Tag color={VERDICT_COLOUR[verdict] ?? 'default'}>{word('verdict', verdict)}</Tag>;
}

/** Results of a filing in the words of its pack: `{"grade": "3"}` is 定级 三级. */
export function Results({ row }: { row: { results: Readonly<Record<string, string>>; result_titles?: Readonly<Record<string, ResultTitles>> } }) {
  const title = useTitle();
  const given = Object.entries(row.results).filter(([, code]) => code !== '');
  if (given.length === 0) return <span className="muted">–</span>;
  return (
    <span className="tags">
      {given.map(([name, code]) => (
        <Tooltip key={name} title={title(row.result_titles?.[name]?.title)}>
          <Tag color="geekblue">
            {given.length > 1 ? <span className="muted">{title(row.result_titles?.[name]?.title)} </span> : null}
            {title(row.result_titles?.[name]?.codes[code]) || code}
          </Tag>
        </Tooltip>
      ))}
    </span>
  );
}

export function RemarkLine({ remark }: { remark: Remark }) {
  const say = useRemark();
  return (
    <div className={remark.warning ? 'remark remark-warning' : 'remark remark-error'}>
      {remark.warning ? <WarningFilled aria-hidden /> : <CloseCircleFilled aria-hidden />} {say(remark)} <SourceMark source={remark.source} />
    </div>
  );
}

/** A filing's state in the words of its pack. */
export function FilingState({ row }: { row: { state: string; state_title: { zh: string; en: string }; terminal: boolean } }) {
  const title = useTitle();
  return <Tag color={row.terminal ? 'green' : row.state === 'draft' ? 'default' : row.state.startsWith('return') ? 'volcano' : 'blue'}>{title(row.state_title) || row.state}</Tag>;
}
