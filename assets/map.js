/* The map's pointer. Up to 50,000 customers the chart knows its points; of a crowd the server finds the nearest, and each
   window is asked for again. Only places, rows and ranges travel. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const REST = 40; // milliseconds the pointer rests before the server is asked
  const SETTLE = 100; // and the wheel
  const REACH = 14; // pixels within which a customer counts as meant
  let resting = null;
  let settling = null;
  let home = 0;

  const plot = () => document.querySelector("#map-scatter .js-plotly-plot");
  const crowded = (chart) => Boolean(chart && chart.layout && chart.layout.meta && chart.layout.meta.crowd);

  function ask(data, wait) {
    window.clearTimeout(resting);
    if (data.pinned) lead();
    resting = window.setTimeout(() => ns.set_props("map-hovered", { data: data }), wait);
  }

  t.hover = function (hover, click) {
    const trigger = ns.callback_context.triggered[0];
    const pinned = Boolean(trigger && trigger.prop_id.endsWith("clickData"));
    const point = ((pinned ? click : hover) || { points: [] }).points[0];
    const chart = plot();
    if (!point || crowded(chart)) return ns.no_update;
    // Dash leaves typed arrays out of its events, so the row is read from the chart itself.
    const trace = chart && chart._fullData && chart._fullData[point.curveNumber];
    const row = trace && trace.customdata ? Number(trace.customdata[point.pointNumber]) : NaN;
    if (Number.isInteger(row)) ask({ row: row, pinned: pinned }, pinned ? 0 : REST);
    return ns.no_update;
  };

  /* Where the pointer is in the chart's own units; null beside the plot. */
  function place(chart, event) {
    const { xaxis, yaxis } = chart._fullLayout;
    const frame = chart.querySelector(".nsewdrag").getBoundingClientRect();
    const [across, down] = [event.clientX - frame.left, event.clientY - frame.top];
    if (across < 0 || down < 0 || across > frame.width || down > frame.height) return null;
    const x = xaxis.p2d(across);
    const y = yaxis.p2d(down);
    return { x: x, y: y, reach: [Math.abs(xaxis.p2d(across + REACH) - x), Math.abs(yaxis.p2d(down + REACH) - y)] };
  }

  function follow(event, pinned) {
    const chart = plot();
    if (!crowded(chart) || !chart.contains(event.target) || event.buttons) return;
    const at = place(chart, event);
    if (at) ask(Object.assign(at, { pinned: pinned }), pinned ? 0 : REST);
  }
  document.addEventListener("mousemove", (event) => follow(event, false));
  document.addEventListener("click", (event) => follow(event, true));

  /* The chart takes touches for itself, and no click comes of them. */
  const TAP = 10; // pixels within which a finger has not moved
  let down = null;
  document.addEventListener("pointerdown", (event) => (down = event.pointerType === "touch" ? event : null));
  document.addEventListener("pointerup", (event) => {
    if (down && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < TAP) follow(event, true);
    down = null;
  });

  /* On a narrow screen the card stands below the map: whoever asked for it is led to it. */
  let leading = null;
  function lead() {
    const card = document.getElementById("map-card");
    if (leading) leading.disconnect();
    leading = new MutationObserver(() => {
      leading.disconnect();
      const title = card.querySelector(".customer-id");
      if (title && title.getBoundingClientRect().bottom > window.innerHeight) title.scrollIntoView({ block: "center" });
    });
    leading.observe(card, { childList: true, subtree: true });
  }

  t.moveWindow = function (relayout) {
    const chart = plot();
    if (!relayout || !chart || !chart.layout.meta) return ns.no_update;
    if (relayout.dragmode) ns.set_props("map-tool", { data: relayout.dragmode });
    if (!Object.keys(relayout).some((key) => /^[xy]axis\.(range|autorange)/.test(key))) return ns.no_update;
    if (!crowded(chart)) {
      const { xaxis, yaxis } = chart._fullLayout;
      const at = { x: xaxis.range.slice(), y: yaxis.range.slice(), axes: chart.layout.meta.axes, home: home };
      ns.set_props("map-seen", { data: xaxis.autorange && yaxis.autorange ? null : at });
      return ns.no_update;
    }
    if (settling === null) askWindow(chart);
    return ns.no_update;
  };

  /* The chart tells of a window once it has drawn it by itself; what the wheel turned to is known, and asked for, before. */
  function askWindow(chart) {
    const { xaxis, yaxis } = chart._fullLayout;
    const at = { x: xaxis.range.slice(), y: yaxis.range.slice(), axes: chart.layout.meta.axes, home: home };
    const text = JSON.stringify(at);
    if (chart.askedWindow === text) return;
    chart.askedWindow = text;
    ns.set_props("map-window", { data: at });
  }
  function turned(event) {
    const chart = plot();
    if (!crowded(chart) || !chart.contains(event.target)) return;
    window.clearTimeout(settling);
    settling = window.setTimeout(() => {
      settling = null;
      if (crowded(chart)) askWindow(chart);
    }, SETTLE);
  }
  document.addEventListener("wheel", turned, { passive: true });

  /* The outline that was drawn, with so few corners that it fits into an address: all that is said of the selection, and its
     list, are of this outline. It joins the conditions on values that are there; what was kept under a name, it replaces. */
  const CORNERS = 80;
  t.drawRegion = function (drawn, selected, choices) {
    const outline = drawn && (drawn.lassoPoints || drawn.range);
    const chart = plot();
    if (!outline || !outline.x || !outline.y || !chart) return ns.no_update;
    let corners = outline.x.map((x, i) => [x, outline.y[i]]);
    if (!drawn.lassoPoints) {
      const [[left, bottom], [right, top]] = corners;
      corners = [[left, bottom], [right, bottom], [right, top], [left, top]];
    }
    const step = Math.max(1, corners.length / CORNERS);
    const kept = [];
    for (let i = 0; i < corners.length; i += step) kept.push(corners[Math.floor(i)]);
    const [across, up] = chart.layout.meta.axes;
    const text = kept.map((corner) => corner.map((value) => Number(value.toPrecision(6))).join(" ")).join(";");
    const next = { dataset: (choices || {}).dataset, region: { across: across, up: up, corners: text } };
    if (selected && selected.dataset === next.dataset && selected.filters) next.filters = selected.filters;
    return next;
  };

  /* How the map is looked at, for those who keep what they see. */
  t.noteLook = (across, up, depth, colour, hidden, arrows, axes, choices) => ({
    dataset: (choices || {}).dataset,
    across: across,
    up: up,
    depth: depth,
    colour: colour,
    hidden: hidden,
    arrows: arrows,
  });

  t.showEveryone = function (clicks) {
    if (!clicks) return ns.no_update;
    home += 1;
    return { home: home };
  };
})();
