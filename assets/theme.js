/* The strict plotly bundle for Dash's charts, and names for what Dash leaves without one. */
(function () {
  "use strict";
  document.documentElement.lang = document.documentElement.lang || "en";

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
