/* Hovering: the point under the pointer is asked for once the pointer rests, and its card stands beside it. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const REST = 40; // milliseconds
  let timer = null;

  t.hover = function (hover, click) {
    const trigger = ns.callback_context.triggered[0];
    const pinned = Boolean(trigger && trigger.prop_id.endsWith("clickData"));
    const point = ((pinned ? click : hover) || { points: [] }).points[0];
    window.clearTimeout(timer);
    if (!point) return ns.no_update;
    // Dash leaves typed arrays out of its events, so the row is read from the chart itself.
    const chart = document.querySelector("#map-scatter .js-plotly-plot");
    const trace = chart && chart._fullData && chart._fullData[point.curveNumber];
    const row = trace && trace.customdata ? Number(trace.customdata[point.pointNumber]) : NaN;
    if (!Number.isInteger(row)) return ns.no_update;
    timer = window.setTimeout(() => ns.set_props("map-hovered", { data: { row: row, pinned: pinned } }), pinned ? 0 : REST);
    return ns.no_update;
  };
})();
