import { Skeleton } from 'antd';
import { lazy, Suspense, type ComponentProps } from 'react';

const Loaded = lazy(() => import('./chart'));

/** A chart, with ECharts loaded when the first one is shown. */
export function Chart(props: ComponentProps<typeof Loaded>) {
  return (
    <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: props.height }} />}>
      <Loaded {...props} />
    </Suspense>
  );
}
