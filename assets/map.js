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
    const row = Array.isArray(point.customdata) ? point.customdata[0] : point.customdata;
    if (typeof row !== "number") return ns.no_update;
    timer = window.setTimeout(() => ns.set_props("map-hovered", { data: { row: row, pinned: pinned } }), pinned ? 0 : REST);
    return ns.no_update;
  };
})();
