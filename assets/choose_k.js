/* The slider, the curve and the names move together, in the browser. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const keep = () => ns.no_update;

  /* The deck of a table that is no longer open answers nothing. */
  const of = (choices, deck) => (deck && choices && deck.dataset === choices.dataset ? deck : null);
  const chosen = (choices, deck) => (choices || {}).k || (of(choices, deck) || {}).k;

  /* The figure with its "chosen" point at k; the curve itself stays. */
  function moved(figure, k) {
    if (!figure || !figure.data) return figure;
    const curve = figure.data.find((trace) => trace.name === "wcss") ||
      figure.data.find((trace) => trace.mode === "lines" && !/^(reference|band)/.test(trace.name));
    const data = figure.data.map((trace) => {
      if (trace.name !== "chosen" || !curve) return trace;
      const at = curve.x.indexOf(k);
      return Object.assign({}, trace, { x: at < 0 ? [] : [k], y: at < 0 ? [] : [curve.y[at]] });
    });
    return Object.assign({}, figure, { data: data });
  }
  t.keep = (deck) => deck || keep();
  t.moveElbow = (figure, choices, deck) => (figure ? moved(figure, chosen(choices, deck)) : keep());
  t.moveCriteria = (choices, deck, figures) => {
    const k = chosen(choices, deck);
    return figures.map((figure) => (figure ? moved(figure, k) : keep()));
  };

  /* Slider to choice, click to choice, choice to slider. */
  t.slide = function (value, choices, deck) {
    if (!of(choices, deck) || !value || !(choices || {}).dataset) return keep();
    const now = chosen(choices, deck);
    const k = fitted(value, now, deck.ks);
    return k === now ? keep() : t.withK(choices, k);
  };
  /* The number itself, or the next one on the way there: beyond twelve not every number was fitted. */
  function fitted(value, now, ks) {
    if (ks.includes(value)) return value;
    const ahead = ks.filter((k) => (value > now ? k >= value : k <= value));
    return ahead.length ? (value > now ? Math.min(...ahead) : Math.max(...ahead)) : now;
  }
  t.clickK = function (click, choices, deck) {
    const point = click && click.points && click.points[0];
    if (!point || !of(choices, deck) || !deck.ks.includes(point.x)) return keep();
    return point.x === chosen(choices, deck) ? keep() : t.withK(choices, point.x);
  };
  t.clickCriterion = function (clicks, choices, deck) {
    const trigger = ns.callback_context.triggered[0];
    return trigger && trigger.value ? t.clickK(trigger.value, choices, deck) : keep();
  };
  t.clickNumber = function (clicks, choices, deck) {
    const trigger = ns.callback_context.triggered[0];
    if (!trigger || !trigger.value) return keep();
    return t.clickK({ points: [{ x: JSON.parse(trigger.prop_id.split(".")[0]).k }] }, choices, deck);
  };
  /* A move made before the numbers are there would be lost, so there is none. */
  t.slideable = (deck) => !deck;
  t.setSlider = function (choices, deck, value) {
    const k = chosen(choices, deck);
    return !k || k === value ? keep() : k;
  };

  /* Names and sizes at the chosen k, as Dash components. */
  const html = (type, props, children) => ({
    namespace: "dash_html_components",
    type: type,
    props: Object.assign({ children: children }, props),
  });
  t.showNames = function (choices, deck) {
    const k = chosen(choices, deck);
    const rows = of(choices, deck) && deck.overview[k];
    if (!rows) return [keep(), keep(), keep()];
    const list = rows.map(([name, size, share, , quality, colour], i) =>
      html("Li", {}, [
        html("Span", { className: "badge-number segment-" + colour, "aria-hidden": "true" }, String(i + 1)),
        html("Button", {
          id: { type: "k-segment", segment: i + 1 },
          type: "button",
          className: "segment-name name-button",
          title: "Keep in focus on every page",
          "aria-pressed": choices.segment === i + 1 ? "true" : "false",
        }, name),
        html("Span", { className: "segment-size" }, size),
        html("Span", { className: "segment-share" }, share),
        quality ? html("Span", { className: "segment-quality" }, quality) : null,
      ]),
    );
    const ribbon = rows.map((row) =>
      html("Span", { className: "segment-" + row[5], style: { flexGrow: Math.max(row[3], 0.004) } }, null),
    );
    const suggestion = deck.none ? "They are slices, not groups." :
      k === deck.suggested ? "This is the suggested number." : "The suggestion is " + deck.suggested + " segments.";
    return [html("Ol", { className: "segment-list" }, list), ribbon, k + " segments. " + suggestion];
  };

  /* Where no segments were found, slices stand there only after somebody asked: a chosen k is that. */
  t.showSlices = function (choices, deck) {
    const hidden = of(choices, deck) && deck.none && !choices.k;
    return hidden ? ["hidden", ""] : ["", "hidden"];
  };
  t.askForSlices = (clicks, choices, deck) =>
    clicks && of(choices, deck) ? t.withK(choices, deck.suggested) : keep();

  /* From the chosen k to one more; from one fewer where there is no more. */
  t.showFlow = function (flows, choices, deck) {
    const k = chosen(choices, deck);
    const shown = flows && of(choices, deck) && (flows[k] || flows[k - 1]);
    return shown ? [shown.figure, shown.text] : [keep(), keep()];
  };
})();
