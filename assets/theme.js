/* Plotly when the first chart needs it, and names for what Dash leaves without one. */
(function () {
  "use strict";
  document.documentElement.lang = document.documentElement.lang || "en";

  /* Dash asks for window.Plotly when the first chart appears, and waits for what it finds there. */
  const bundle = document.getElementById("charts").href;
  let asked = null;
  const define = (more) => Object.defineProperty(window, "Plotly", Object.assign({ configurable: true }, more));
  define({
    get: () => {
      asked = asked || import(bundle).then((module) => (define({ value: module.default }), module.default));
      asked.catch(() => (asked = null)); // the next chart asks again
      return asked;
    },
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
