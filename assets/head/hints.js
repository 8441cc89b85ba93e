/* Hints for a first visit: which ones were closed is remembered in this browser, and known before anything is drawn. */
(function () {
  "use strict";
  const root = document.documentElement;
  try {
    root.dataset.hints = window.localStorage.getItem("tessera-hints") || "";
  } catch (error) {
    root.dataset.hints = "";
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-close-hint]");
    if (!button) return;
    root.dataset.hints = (root.dataset.hints + " " + button.dataset.closeHint).trim();
    try {
      window.localStorage.setItem("tessera-hints", root.dataset.hints);
    } catch (error) {
      /* It stays closed for this visit only. */
    }
    document.getElementById("content").focus();
  });
})();
