/* While the scripts load: the first picture stands there as plain HTML, and what Dash asks for first is on its way. */
(function () {
  "use strict";
  const ns = window.dash_clientside;
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  headers["X-Page"] = window.location.pathname + window.location.search;
  headers["X-Theme"] = document.documentElement.getAttribute("data-bs-theme");
  const fetch = window.fetch;
  const ask = (path) => fetch(path, { credentials: "same-origin", headers: headers });
  const asked = {};
  for (const path of ["/_dash-layout", "/_dash-dependencies"]) {
    asked[path] = ask(path);
    asked[path].catch(() => {}); // whoever takes it hears of it
  }

  /* What the page itself will ask first, answered meanwhile (app/first_answers.py). What is not there is asked as ever. */
  const values = (parts) => (parts || []).map((part) => (part.value === undefined ? null : part.value));
  const sign = (question) => JSON.stringify([question.output, values(question.inputs), values(question.state)]);
  const answers = ask("/_dash-opening")
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => {
      const [lines, found] = [text.split("\n"), new Map()];
      for (let i = 0; i + 1 < lines.length; i += 2) found.set(sign(JSON.parse(lines[i])), lines[i + 1]);
      const texts = [...found.values()];
      const styled = [...document.querySelectorAll("link[rel=stylesheet]")].every((link) => link.sheet);
      if (styled && document.getElementById("opening")) picture(texts);
      else window.requestAnimationFrame(() => picture(texts));
      return found;
    })
    .catch(() => new Map());
  let opening = true;
  for (const kind of ["pointerdown", "keydown"]) {
    document.addEventListener(kind, () => (opening = false), { capture: true, once: true });
  }
  async function answered(body) {
    const question = JSON.parse(body);
    if (!question.changedPropIds.includes("shell-view.data")) return null;
    const [found, key] = [await answers, sign(question)];
    if (!found.has(key)) return null;
    const text = found.get(key);
    found.delete(key);
    return text ? new Response(text, { headers: { "Content-Type": "application/json" } }) : new Response(null, { status: 204 });
  }

  window.fetch = async function (address, options) {
    const early = asked[address];
    delete asked[address];
    if (early) return early;
    const callback = opening && String(address).startsWith("/_dash-update-component") && options && options.body;
    return (callback && (await answered(callback))) || fetch.call(this, address, options);
  };

  /* Where the page can be shown from an answer, it stands until Dash has drawn the same; nothing comes and goes meanwhile. */
  function picture(texts) {
    const answer = texts.find((text) => text.includes('"map-scatter"'));
    try {
      if (!answer || document.querySelector("#react-entry-point .app") || !ns.tessera.picture(JSON.parse(answer).response)) return;
    } catch (error) {
      return; // the page draws it as ever
    }
    root.dataset.pictured = "yes";
  }
  const root = document.documentElement;
  const drawn = () => {
    const chart = document.querySelector("#map-scatter .js-plotly-plot");
    return chart && chart._fullData && !chart.classList.contains("dash-graph--pending");
  };
  const PATIENCE = 8000; // milliseconds after which the page is shown as far as it is
  function replace() {
    if (root.dataset.pictured && !drawn() && performance.now() < PATIENCE) return window.requestAnimationFrame(replace);
    delete root.dataset.pictured;
    document.getElementById("opening").remove();
  }
  new MutationObserver((_, observer) => {
    if (!document.querySelector("#react-entry-point .app")) return;
    observer.disconnect();
    replace();
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
