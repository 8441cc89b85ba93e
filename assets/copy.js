/* Buttons with data-copy put that text on the clipboard and say so for a moment. */
(function () {
  "use strict";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    const words = button.firstChild;
    const before = button.dataset.words || words.textContent;
    button.dataset.words = before;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      words.textContent = "Copied";
      window.setTimeout(() => {
        words.textContent = before;
      }, 2400);
    });
  });
})();
