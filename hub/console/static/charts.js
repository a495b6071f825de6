// Draws the pictures of figures; each page has the same figures as a table. Colours are those of Okabe and Ito, and
// every line has its own dash and mark as well.
"use strict";
(() => {
  const drawn = [];
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const isDark = () => getComputedStyle(document.documentElement).colorScheme === "dark";
  const colours = () => (isDark() ? ["#56B4E9", "#E69F00", "#9BA3AF", "#CC79A7", "#F0E442"] : ["#0072B2", "#B85A00", "#6B7280", "#A3487A", "#8A7A00"]);
  const dashes = ["solid", "dashed", "dotted"];
  const marks = ["circle", "triangle", "rect"];
  const axis = () => ({ axisLabel: { color: style("--soft") }, axisLine: { lineStyle: { color: style("--line") } }, splitLine: { lineStyle: { color: style("--line") } }, nameTextStyle: { color: style("--soft") } });
  const shared = () => ({
    animation: false, textStyle: { color: style("--ink"), fontFamily: getComputedStyle(document.body).fontFamily }, color: colours(),
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: style("--sheet"), borderColor: style("--line"), textStyle: { color: style("--ink") } },
    legend: { top: 0, left: 0, textStyle: { color: style("--ink") }, itemGap: 14, type: "scroll" },
  });
  const trend = (data) => {
    const lines = data.lines.map((one, place) => ({ type: "line", name: one.name, data: one.values, connectNulls: false, symbol: marks[place], symbolSize: 7, lineStyle: { type: dashes[place], width: 2 } }));
    const counter = data.counter ? [{ type: "bar", name: data.counter.name, data: data.counter.values, yAxisIndex: 1, barWidth: "28%", itemStyle: { color: colours()[3], opacity: 0.55, decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 3], rotation: -0.78 } } }] : [];
    return { ...shared(), grid: { left: 46, right: data.counter ? 40 : 14, top: 40, bottom: 26 },
      xAxis: { type: "category", data: data.months, ...axis() },
      yAxis: [{ type: "value", ...axis(), axisLabel: { color: style("--soft"), formatter: `{value}${data.unit}` } }, { type: "value", minInterval: 1, ...axis(), splitLine: { show: false }, show: Boolean(data.counter) }],
      series: [...counter, ...lines] };
  };
  const stack = (data) => ({
    ...shared(), tooltip: { ...shared().tooltip, axisPointer: { type: "shadow" } }, grid: { left: 10, right: 20, top: 40, bottom: 10, containLabel: true },
    xAxis: { type: "value", minInterval: 1, ...axis() }, yAxis: { type: "category", inverse: true, data: data.names, ...axis(), axisLabel: { color: style("--ink"), width: 190, overflow: "truncate" } },
    series: data.parts.map((one, place) => ({ type: "bar", stack: "all", name: one.name, data: one.values, itemStyle: { decal: [undefined, { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.78 }, { symbol: "circle", dashArrayX: [4, 4], dashArrayY: [4, 4] }, { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 2] }, { symbol: "triangle", dashArrayX: [6, 4], dashArrayY: [6, 4] }][place] } })),
  });
  const draw = () => {
    document.querySelectorAll("script.chart-data").forEach((source) => {
      const place = document.getElementById(source.dataset.chart);
      if (!place || !window.echarts) return;
      const data = JSON.parse(source.textContent);
      const chart = window.echarts.getInstanceByDom(place) || window.echarts.init(place, null, { renderer: "canvas" });
      chart.setOption(data.kind === "trend" ? trend(data) : stack(data), true);
      if (!drawn.includes(chart)) drawn.push(chart);
    });
  };
  draw();
  window.addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
