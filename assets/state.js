/* The choices in the browser: read from the address, mirrored back into it, and moved without asking the server. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const keep = () => ns.no_update;
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

  /* As Choices.to_search and Choices.from_search do on the server. */
  const objects = ["spec", "reading"];
  function parse(search) {
    const query = new URLSearchParams(search);
    const out = {};
    if (query.get("dataset")) out.dataset = query.get("dataset");
    if (/^\d+$/.test(query.get("k") || "")) out.k = Number(query.get("k"));
    for (const name of objects) {
      try {
        const value = JSON.parse(query.get(name) || "{}");
        if (value && Object.keys(value).length) out[name] = value;
      } catch (error) {
        /* An address is other people's text: what cannot be read is left out. */
      }
    }
    if (/^\d+$/.test(query.get("segment") || "")) out.segment = Number(query.get("segment"));
    for (const name of ["saved", "model"]) if (query.get(name)) out[name] = query.get(name);
    return out;
  }
  function format(choices) {
    const query = new URLSearchParams();
    for (const key of ["dataset", "k", "spec", "reading", "segment", "saved", "model"]) {
      const value = (choices || {})[key];
      if (value) query.set(key, objects.includes(key) ? JSON.stringify(value) : String(value));
    }
    const text = query.toString();
    return text ? "?" + text : "";
  }

  t.readAddress = function (href, choices) {
    const found = parse(href ? new URL(href).search : window.location.search);
    return choices && same(found, parse(format(choices))) ? keep() : found;
  };

  const paths = ["/", "/k", "/map", "/profiles", "/score", "/library"];
  t.mirror = function (choices, path) {
    if (!choices) return [keep(), ...paths, ...paths.map(() => "step")];
    const search = format(choices);
    if (search !== window.location.search) {
      window.history.replaceState(window.history.state, "", window.location.pathname + search);
    }
    const at = paths.indexOf(path);
    const classes = paths.map((_, i) => "step" + (i === at ? " current" : i < at ? " done" : ""));
    window.requestAnimationFrame(() => {
      document.querySelectorAll(".step").forEach((step, i) => {
        if (i === at) step.setAttribute("aria-current", "step");
        else step.removeAttribute("aria-current");
      });
    });
    return [search, ...paths.map((p) => p + search), ...classes];
  };

  /* What the pages listen to: one change for state, theme and names together. */
  t.compose = function (state, theme, revision, before) {
    if (!state || !theme) return keep();
    const view = Object.assign({}, state, { theme: theme, revision: revision || 0 });
    return same(view, before) ? keep() : view;
  };

  function withK(choices, k) {
    const next = Object.assign({}, choices, { k: k });
    delete next.segment;
    delete next.saved; // another number is not what was kept
    return next;
  }
  const chosen = (choices, facts) => (choices || {}).k || (facts || {}).k;

  t.stepK = function (less, more, choices, facts) {
    if (!facts || !ns.callback_context.triggered.length) return keep();
    const step = ns.callback_context.triggered[0].prop_id.startsWith("shell-k-less") ? -1 : 1;
    const ks = facts.ks;
    const at = ks.indexOf(chosen(choices, facts));
    const next = ks[Math.max(0, Math.min(ks.length - 1, at + step))];
    return next === chosen(choices, facts) ? keep() : withK(choices, next);
  };
  t.showK = function (choices, facts) {
    if (!facts || !(choices || {}).dataset) return ["", "k-box hidden"];
    if (facts.none && !choices.k) return ["No segments", "k-box none"]; // slices stand after somebody asked
    return [chosen(choices, facts) + (facts.none ? " slices" : " segments"), "k-box"];
  };
  t.withK = withK;

  t.toggleSegment = function (clicks, choices) {
    const trigger = ns.callback_context.triggered[0];
    if (!trigger || !trigger.value) return keep();
    const number = JSON.parse(trigger.prop_id.split(".")[0]).segment;
    const next = Object.assign({}, choices);
    if (next.segment === number) delete next.segment;
    else next.segment = number;
    return next;
  };
})();
