/* Light or dark: as the system says, until a person says otherwise. And the strict plotly bundle for Dash's charts. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  let given = null;
  try {
    given = window.localStorage.getItem("tessera-theme");
  } catch (error) {
    /* Storage may be forbidden; the system's theme serves. */
  }
  const current = () => (given === "light" || given === "dark" ? given : dark.matches ? "dark" : "light");
  const apply = () => document.documentElement.setAttribute("data-bs-theme", current());
  apply();
  document.documentElement.lang = document.documentElement.lang || "en";

  t.initialTheme = function (clicks) {
    if (clicks) {
      given = current() === "dark" ? "light" : "dark";
      try {
        window.localStorage.setItem("tessera-theme", given);
      } catch (error) {
        /* It holds for this visit only. */
      }
      apply();
    }
    return current();
  };

  /* Dash loads plotly.js when the first chart appears, from this address: the strict bundle needs no eval. */
  const config = JSON.parse(document.getElementById("_dash-config").textContent);
  const bundle = config.requests_pathname_prefix + "assets/vendor/plotly/plotly-strict-4.1.1.min.js";
  Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => bundle, set: () => {} });
  window.addEventListener("load", () => {
    const hint = document.createElement("link");
    hint.rel = "prefetch";
    hint.as = "script";
    hint.href = bundle;
    document.head.appendChild(hint);
  });

  /* Dash's slider has no accessible name of its own, and a chart is described by the sentence beside it. */
  const name = () => {
    document.querySelectorAll("[data-slider-name]").forEach((frame) => {
      frame.querySelectorAll("[role=slider]").forEach((thumb) => {
        if (!thumb.hasAttribute("aria-label")) thumb.setAttribute("aria-label", frame.dataset.sliderName);
      });
    });
  };
  new MutationObserver(name).observe(document.documentElement, { childList: true, subtree: true });
})();
