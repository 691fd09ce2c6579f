import { Empty } from 'antd';
import { useTranslation } from 'react-i18next';
import { count } from '../format';
import { Go } from './go';

export interface Bar {
  key: string;
  label: string;
  value: number;
  to: string;
  colour?: string;
}

/** Horizontal bars, each a link to the list it counts: reachable by key, legible without colour. */
export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  if (bars.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('list.empty')} />;
  return (
    <ul className="bars" aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <Go to={bar.to} aria-label={`${bar.label}: ${bar.value}`}>
            <span className="bar-label" title={bar.label}>{bar.label}</span>
            <span className="bar-track">
              <span className="bar-fill" style={{ width: `${(100 * bar.value) / most}%`, background: bar.colour }} />
            </span>
            <span className="bar-value">{count(bar.value)}</span>
          </Go>
        </li>
      ))}
    </ul>
  );
}
