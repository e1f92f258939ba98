import { theme } from 'antd';
import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Figure, Group } from '../../client/figures';
import { drawn, shown, UNITS } from './words';

use([LineChart, BarChart, GridComponent, TooltipComponent, SVGRenderer]);

interface Props {
  figure: Figure;
  days: readonly Group[];
}

/** A figure day by day, drawn; the same as a table stands beside it for those who do not see it. */
export default function Trend({ figure, days }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { token } = theme.useToken();

  useEffect(() => {
    const chart = init(box.current, null, { renderer: 'svg' });
    chart.setOption(options(figure, days, token));
    const watching = new ResizeObserver(() => chart.resize());
    watching.observe(box.current!);
    return () => {
      watching.disconnect();
      chart.dispose();
    };
  }, [figure, days, token]);

  return <div ref={box} className="trend-chart" role="img" aria-label={`${figure.title}按日走势图，数据见下面的表`} />;
}

type Token = ReturnType<typeof theme.useToken>['token'];

function options({ id, kind, title }: Figure, days: readonly Group[], token: Token) {
  const of = (day: Group) => day.figures[id];
  const axis = { axisLabel: { color: token.colorTextSecondary }, axisLine: { lineStyle: { color: token.colorBorder } } };
  const quiet = { splitLine: { lineStyle: { color: token.colorBorderSecondary } } };
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { left: 52, right: 44, top: 34, bottom: 26 },
    tooltip: {
      trigger: 'axis' as const,
      backgroundColor: token.colorBgElevated,
      borderColor: token.colorBorder,
      textStyle: { color: token.colorText },
      formatter: (points: unknown) => told(points, days, id, kind, title),
    },
    xAxis: { type: 'category' as const, data: days.map(({ key }) => key.slice(5)), ...axis },
    yAxis: [
      { type: 'value' as const, name: UNITS[kind], scale: kind === 'points' || kind === 'score', nameTextStyle: { color: token.colorTextSecondary }, ...axis, ...quiet },
      { type: 'value' as const, name: 'n', minInterval: 1, nameTextStyle: { color: token.colorTextSecondary }, ...axis, splitLine: { show: false } },
    ],
    series: [
      { type: 'bar' as const, name: 'n', yAxisIndex: 1, data: days.map((day) => of(day)?.n ?? 0), itemStyle: { color: token.colorFillSecondary }, barMaxWidth: 24 },
      {
        type: 'line' as const,
        name: title,
        data: days.map((day) => drawn(kind, of(day)?.value)),
        connectNulls: false,
        showSymbol: days.length <= 62,
        symbolSize: 6,
        lineStyle: { color: token.colorLink, width: 2 },
        itemStyle: { color: token.colorLink },
      },
    ],
  };
}

/** Numbers and names of the report only: nothing in it comes from customers. */
function told(points: unknown, days: readonly Group[], id: string, kind: Figure['kind'], title: string): string {
  const [first] = points as { dataIndex: number }[];
  const day = first && days[first.dataIndex];
  const found = day?.figures[id];
  return day ? `${day.label}<br>${title} ${shown(kind, found?.value)}<br>n = ${found?.n ?? 0}` : '';
}
