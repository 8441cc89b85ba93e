/* While the scripts load: the first picture stands there as plain HTML, and what Dash asks for first is on its way. */
(function () {
  "use strict";
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  headers["X-Page"] = window.location.pathname + window.location.search;
  const asked = {};
  for (const path of ["/_dash-layout", "/_dash-dependencies"]) {
    asked[path] = window.fetch(path, { credentials: "same-origin", headers: headers });
    asked[path].catch(() => {}); // whoever takes it hears of it
  }
  const fetch = window.fetch;
  window.fetch = function (address, options) {
    const early = asked[address];
    delete asked[address];
    if (!Object.keys(asked).length) window.fetch = fetch;
    return early || fetch.call(this, address, options);
  };

  new MutationObserver((_, observer) => {
    if (!document.querySelector("#react-entry-point .app")) return;
    observer.disconnect();
    document.getElementById("opening").remove();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
