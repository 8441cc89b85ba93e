/* The window of the map: what moves it, and what the server is asked for then. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const { plot, crowded } = t.map;
  const SETTLE = 30; // milliseconds the wheel rests: fewer than the chart waits, so that the server works while it draws
  const STEP = 1.5; // how much nearer one step of the zoom comes
  let settling = null;
  let home = 0;

  /* Dash answers every move of the window by drawing the same figure once more: such moves are heard here instead. */
  function listen() {
    const chart = plot();
    if (!chart || !chart.emit || chart.heard) return;
    const emit = chart.emit;
    chart.heard = true;
    chart.emit = function (name, data) {
      if (name !== "plotly_relayout" || "autosize" in data) return emit.apply(chart, arguments);
      moved(chart, Object.keys(data));
    };
  }
  for (const kind of ["wheel", "pointerdown", "keydown"]) {
    document.addEventListener(kind, listen, { capture: true, passive: true });
  }

  function moved(chart, changed) {
    if (!chart.layout.meta || !changed.some((key) => /^[xy]axis\.(range|autorange)/.test(key))) return;
    if (!crowded(chart)) ns.set_props("map-seen", { data: windowOf(chart) });
    else if (settling === null) askWindow(chart);
  }

  function windowOf(chart) {
    const { xaxis, yaxis } = chart._fullLayout;
    return { x: xaxis.range.slice(), y: yaxis.range.slice(), axes: chart.layout.meta.axes, home: home };
  }

  /* The chart tells of a window once it has drawn it by itself; what the wheel turned to is known, and asked for, before. */
  function askWindow(chart) {
    const at = windowOf(chart);
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

  /* Nearer (below 1) or further away (above), around the middle or around a place in the chart's units. */
  function zoom(factor, around) {
    const chart = plot();
    if (!chart) return;
    listen();
    if (!t.map.flat(chart)) {
      const { eye } = chart._fullLayout.scene.camera;
      const nearer = Object.fromEntries(Object.entries(eye).map(([axis, value]) => [axis, value * factor]));
      window.Plotly.relayout(chart, { "scene.camera.eye": nearer });
      return;
    }
    const scaled = (axis, at) => {
      const range = chart._fullLayout[axis].range.map(Number);
      const middle = at === undefined ? (range[0] + range[1]) / 2 : at;
      return range.map((edge) => middle + (edge - middle) * factor);
    };
    const [x, y] = around || [];
    window.Plotly.relayout(chart, { "xaxis.range": scaled("xaxis", x), "yaxis.range": scaled("yaxis", y) });
  }

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

  /* Moving, lasso or box: what was taken up stays in the hand, also when the map is drawn anew. */
  function take(tool) {
    const chart = plot();
    if (!chart) return;
    listen();
    ns.set_props("map-tool", { data: tool });
    window.Plotly.relayout(chart, { dragmode: tool });
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-map-tool]");
    if (!button) return;
    const tool = button.dataset.mapTool;
    if (tool === "in" || tool === "out") return zoom(tool === "in" ? 1 / STEP : STEP);
    take(tool);
    document.querySelectorAll("[data-map-tool][aria-pressed]").forEach((each) => {
      each.setAttribute("aria-pressed", String(each === button));
    });
  });

  Object.assign(t.map, { zoom: zoom, STEP: STEP });
})();
