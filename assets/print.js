/* Charts keep the width of the window they were drawn in; for paper they are drawn anew in the width of a sheet. */
(function () {
  "use strict";
  const draw = (printing) => {
    document.documentElement.classList.toggle("printing", printing);
    document.querySelectorAll(".js-plotly-plot").forEach((chart) => {
      if (chart._fullLayout && chart.offsetWidth) window.Plotly.relayout(chart, { autosize: true });
    });
  };
  window.addEventListener("beforeprint", () => draw(true));
  window.addEventListener("afterprint", () => draw(false));
})();
