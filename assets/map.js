/* The map's pointer: who is under it. Where every customer is a point the browser knows; of a crowd the server finds the
   nearest. Only places and rows travel. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const REST = 40; // milliseconds the pointer rests before the server is asked
  const REACH = 14; // pixels within which a customer counts as meant
  let resting = null;

  const plot = () => document.querySelector("#map-scatter .js-plotly-plot");
  const crowded = (chart) => Boolean(chart && chart.layout && chart.layout.meta && chart.layout.meta.crowd);
  /* A cloud in three dimensions finds what is under the pointer by itself. */
  const flat = (chart) => Boolean(chart && chart._fullLayout && chart._fullLayout._has("cartesian"));
  /* Dash leaves typed arrays out of its events, so rows are read from the chart itself. */
  const drawn = (chart) => chart._fullData.filter((trace) => trace.customdata && trace.visible === true);

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
    const trace = point && chart && !flat(chart) && chart._fullData[point.curveNumber];
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

  /* The row of the point that is nearest to a place; null when none is within reach. */
  function nearest(chart, at) {
    let [best, row] = [1, null];
    for (const { x, y, customdata } of drawn(chart)) {
      for (let i = 0; i < x.length; i++) {
        const [across, up] = [(x[i] - at.x) / at.reach[0], (y[i] - at.y) / at.reach[1]];
        const distance = across * across + up * up;
        if (distance < best) [best, row] = [distance, Number(customdata[i])];
      }
    }
    return row;
  }

  function follow(event, pinned) {
    const chart = plot();
    if (!flat(chart) || !chart.contains(event.target) || event.buttons) return;
    const at = place(chart, event);
    if (!at) return;
    const row = crowded(chart) ? null : nearest(chart, at);
    if (crowded(chart) || row !== null) {
      ask(Object.assign(row === null ? at : { row: row }, { pinned: pinned }), pinned ? 0 : REST);
    }
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

  t.map = { plot: plot, crowded: crowded, flat: flat, drawn: drawn, ask: ask };
})();
