// A schematic grid of the 34 units (no map data): place roughly as on the map, tint by count.
import { useTranslation } from 'react-i18next';
import { useWord } from '../i18n/words';
import { page } from '../url';
import { Go } from './go';

/** GB/T 2260 code → [row, column]. */
export const PLACES: Record<string, [number, number]> = {
  '65': [2, 1], '54': [4, 2], '63': [3, 3], '62': [2, 4], '64': [3, 5], '15': [1, 7], '23': [1, 11], '22': [2, 11], '21': [2, 10],
  '11': [2, 8], '12': [2, 9], '13': [2, 7], '14': [3, 6], '37': [3, 8], '41': [3, 7], '61': [4, 5], '51': [4, 4], '50': [5, 5],
  '42': [4, 6], '34': [4, 7], '32': [4, 8], '31': [4, 9], '33': [5, 8], '36': [5, 7], '43': [5, 6], '52': [6, 5], '53': [6, 4],
  '45': [7, 5], '44': [7, 6], '35': [6, 7], '71': [6, 9], '46': [8, 5], '81': [8, 7], '82': [8, 6],
};

/** How deep to tint a count among the largest one. */
export function tint(value: number, most: number): string {
  if (value === 0) return 'rgba(128,142,160,0.22)';
  const share = 0.18 + 0.55 * (value / Math.max(1, most));
  return `rgb(21 87 184 / ${share.toFixed(2)})`;
}

export function Provinces({ counts }: { counts: readonly { key: string; count: number }[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const value = new Map(counts.map((count) => [count.key, count.count]));
  const most = Math.max(0, ...counts.map((count) => count.count));
  return (
    <div className="provinces" role="group" aria-label={t('loops.by_region')}>
      {Object.entries(PLACES).map(([code, [row, column]]) => {
        const number = value.get(code) ?? 0;
        return (
          <Go
            key={code}
            to={page('/loops', { region: code })}
            aria-label={`${word('region', code)}: ${number}`}
            style={{ gridRow: row, gridColumn: column, background: tint(number, most) }}
          >
            <span>{word('region_short', code)}</span>
            {number > 0 ? <b>{number}</b> : null}
          </Go>
        );
      })}
    </div>
  );
}
