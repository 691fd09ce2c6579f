// The only module that loads ECharts; screens import it lazily.
import { BarChart, GraphChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import type { EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { FONT, useDark } from '../theme';

echarts.use([BarChart, GraphChart, LineChart, GridComponent, TooltipComponent, LegendComponent, LegendScrollComponent, AriaComponent, CanvasRenderer]);

export interface ChartEvent {
  dataType?: string;
  name?: string;
  seriesName?: string;
  data?: unknown;
  value?: unknown;
}

interface Props {
  option: EChartsCoreOption;
  height: number | string;
  label: string;
  onClick?: (event: ChartEvent) => void;
}

/** A chart that fits its place and tells what was clicked. */
export default function Chart({ option, height, label, onClick }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>(null);
  const click = useRef(onClick);
  click.current = onClick;

  const dark = useDark();
  useEffect(() => {
    const made = echarts.init(place.current!, dark ? 'dark' : undefined, { renderer: 'canvas' });
    chart.current = made;
    made.on('click', (event) => click.current?.(event as ChartEvent));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current!);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, [dark]);

  useEffect(() => chart.current?.setOption({ backgroundColor: 'transparent', aria: { enabled: true }, textStyle: { fontFamily: FONT }, ...option }, { replaceMerge: ['series'] }), [option, dark]);

  return <div ref={place} style={{ height, width: '100%' }} role="img" aria-label={label} />;
}
