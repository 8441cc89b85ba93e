/* Light or dark: as the system says, until a person says otherwise. Also on pages without Dash. */
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
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) t.initialTheme(1);
  });
})();
