/** The parts of ECharts in use; loaded only where a chart is drawn. */
import { BarChart, BoxplotChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent,
  MarkPointComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { LegacyGridContainLabel } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, BoxplotChart, CanvasRenderer, DataZoomComponent, GridComponent, HeatmapChart,
  LegacyGridContainLabel, LegendComponent, LineChart, MarkAreaComponent, MarkLineComponent, MarkPointComponent, PieChart,
  ScatterChart, TooltipComponent, VisualMapComponent,
]);

export { init };
