import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useFilter } from './filters';

/** Nanoseconds of a millisecond time, as text: numbers of that size would lose digits. */
export function nanos(ms: number): string {
  return `${Math.floor(ms)}000000`;
}

/** `from` and `to` of the address: nanoseconds of capture time, as in the API. */
export function Period() {
  const { t } = useTranslation();
  const [filter, change] = useFilter();
  return (
    <DatePicker.RangePicker
      aria-label={t('observation.period')}
      showTime
      value={filter.from && filter.to ? [dayjs(Number(filter.from) / 1e6), dayjs(Number(filter.to) / 1e6)] : null}
      onChange={(range) => change({ from: range?.[0] ? nanos(range[0].valueOf()) : undefined, to: range?.[1] ? nanos(range[1].valueOf()) : undefined })}
    />
  );
}
