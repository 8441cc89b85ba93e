/* A file on its way: parts of a size the server names, resumed where they stopped, then the progress of the work. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const config = JSON.parse(document.getElementById("_dash-config").textContent);
  const root = config.requests_pathname_prefix;
  const RETRIES = [1000, 2000, 4000, 8000, 15000, 30000]; // milliseconds between attempts after a lost connection
  const JSON_BODY = { "Content-Type": "application/json" };
  let current = null; // the upload under way: {stopped, controller}

  /* ---- the card that says what is going on ---- */
  const card = document.createElement("div");
  card.className = "activity";
  card.hidden = true;
  card.innerHTML =
    '<p class="activity-title" role="status"></p><div class="bar" role="progressbar" aria-label="Progress"' +
    ' aria-valuemin="0" aria-valuemax="100"><i></i></div><p class="activity-detail"></p>' +
    '<button type="button" class="button">Cancel</button>';
  const [title, bar, detail, cancel] = card.children;
  let onCancel = null;
  cancel.addEventListener("click", () => onCancel && onCancel());

  function home() {
    const place = document.querySelector("[data-activity-slot]") || document.getElementById("activity-home");
    if (place && card.parentElement !== place) place.appendChild(card);
    card.classList.toggle("in-place", Boolean(place && place.hasAttribute("data-activity-slot")));
  }
  function show(words, fraction, more, stop) {
    home();
    card.hidden = false;
    if (title.textContent !== words) title.textContent = words;
    detail.textContent = more || "";
    const percent = Math.round(100 * Math.max(0, Math.min(1, fraction || 0)));
    bar.firstChild.style.width = percent + "%";
    bar.setAttribute("aria-valuenow", String(percent));
    onCancel = stop;
    cancel.hidden = !stop;
  }
  const hide = () => {
    card.hidden = true;
  };
  new MutationObserver(() => card.hidden || home()).observe(document.documentElement, { childList: true, subtree: true });

  t.drawActivity = function (progress, incoming) {
    if (current) return ns.no_update;
    if (!progress) {
      if (!incoming) hide();
      return ns.no_update;
    }
    const stop = progress.run
      ? () => {
          title.textContent = "Stopping…";
          ns.set_props("shell-cancel", { data: { run: progress.run, at: Date.now() } });
        }
      : null;
    show(progress.message || "Working…", progress.fraction, "", stop);
    return ns.no_update;
  };

  /* ---- talking to the server ---- */
  function say(message, remedy) {
    ns.set_props("shell-problem", { data: { message: message, remedy: remedy || "", at: Date.now() } });
    window.scrollTo({ top: 0, behavior: "smooth" });
  }
  class Refused extends Error {}
  async function ask(method, path, body, signal, headers) {
    const response = await fetch(root + path, {
      method: method,
      body: body,
      signal: signal,
      credentials: "same-origin",
      headers: headers || {},
    });
    let answer = {};
    try {
      answer = await response.json();
    } catch (error) {
      /* A proxy's page in the place of an answer; the status tells. */
    }
    if (response.ok) return answer;
    if (response.status === 409 && typeof answer.offset === "number") return answer; // not where the file stands: go there
    if (response.status >= 500 && !answer.message) throw new TypeError("server"); // gone for a moment: try again
    if (response.status === 422 && typeof answer.offset === "number") throw new TypeError("changed"); // on its way: again
    const refused = new Refused(answer.message || "The server refused the file (" + response.status + ").");
    refused.full = response.status === 507; // for a while: the upload itself is still good
    refused.remedy = answer.remedy || "Try again in a moment.";
    throw refused;
  }
  const wait = (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = window.setTimeout(resolve, ms);
      signal.addEventListener("abort", () => {
        window.clearTimeout(timer);
        reject(new DOMException("stopped", "AbortError"));
      });
    });

  /* A part and its digest (RFC 9530); over plain HTTP browsers compute none, and TCP's own sums must do. */
  async function described(part) {
    const headers = { "Content-Type": "application/octet-stream" };
    if (window.crypto && window.crypto.subtle) {
      const digest = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await part.arrayBuffer()));
      headers["Content-Digest"] = "sha-256=:" + btoa(String.fromCharCode(...digest)) + ":";
    }
    return headers;
  }

  const mark = (file) => "tessera-upload:" + [file.name, file.size, file.lastModified].join(":");
  function remembered(file, value) {
    try {
      if (value === undefined) return window.localStorage.getItem(mark(file));
      if (value) window.localStorage.setItem(mark(file), value);
      else window.localStorage.removeItem(mark(file));
    } catch (error) {
      /* Without storage an upload cannot be resumed after a reload; within the page it can. */
    }
    return null;
  }
  async function begin(file, signal) {
    const known = remembered(file);
    if (known) {
      try {
        const found = await ask("GET", "upload/" + known, undefined, signal);
        if (typeof found.offset === "number" && found.part_size) return Object.assign({ id: known }, found);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    const made = await ask(
      "POST",
      "upload",
      JSON.stringify({ name: file.name, size: file.size }),
      signal,
      JSON_BODY,
    );
    remembered(file, made.id);
    return Object.assign({ offset: 0 }, made);
  }

  const megabytes = (n) => (n / 1e6).toLocaleString("en", { maximumFractionDigits: n < 1e7 ? 1 : 0 }) + " MB";
  const rate = (bytesPerSecond) => (isFinite(bytesPerSecond) ? ", " + megabytes(bytesPerSecond) + " per second" : "");
  function left(seconds) {
    if (!isFinite(seconds)) return "";
    if (seconds < 60) return ", " + Math.max(1, Math.round(seconds)) + " s left";
    return ", " + Math.round(seconds / 60) + " min left";
  }

  /* A file that is dropped before the page is laid out waits for it: nothing could be said of it before. */
  function laidOut() {
    return new Promise((resolve) => {
      const look = () => (document.getElementById("activity-home") ? resolve() : requestAnimationFrame(look));
      look();
    });
  }

  /* A file for the Score page is only placed in the segments that are shown; any other becomes the open table. */
  const scores = () => Boolean(document.querySelector(".content:not(.hidden) [data-score-drop]"));

  async function send(file, scoring) {
    await laidOut();
    if (current) return;
    if (!file.size) {
      say("The file " + file.name + " is empty.", "Choose a file with a table in it.");
      return;
    }
    const controller = new AbortController();
    const signal = controller.signal;
    current = controller;
    ns.set_props("shell-problem", { data: null });
    const stop = () => controller.abort();
    show("Uploading " + file.name, 0, megabytes(file.size), stop);
    try {
      let upload = null;
      let offset = 0;
      let failures = 0;
      let began = 0;
      let from = 0;
      for (;;) {
        try {
          if (!upload) {
            upload = await begin(file, signal);
            offset = from = upload.offset || 0;
            began = performance.now();
          }
          if (offset >= file.size) {
            // From here on the table is the worker's: what stops its work is the Cancel that comes with its progress.
            show("Uploading " + file.name, 1, "Everything has arrived.", null);
            const body = scoring ? JSON.stringify({ search: window.location.search }) : "{}";
            const last = "upload/" + upload.id + (scoring ? "/score" : "/finish");
            const done = await ask("POST", last, body, signal, JSON_BODY);
            if (done.upload) {
              remembered(file, "");
              current = null;
              hide();
              ns.set_props("score-file", { data: { upload: done.upload } });
              return;
            }
            if (done.dataset) {
              remembered(file, "");
              arrived(done);
              return;
            }
            offset = done.offset; // not everything is there after all
          }
          const part = file.slice(offset, offset + upload.part_size);
          const answer = await ask(
            "PUT",
            "upload/" + upload.id + "?offset=" + offset,
            part,
            signal,
            await described(part),
          );
          offset = typeof answer.offset === "number" ? answer.offset : offset + part.size;
          failures = 0;
          const speed = (offset - from) / ((performance.now() - began) / 1000);
          show(
            "Uploading " + file.name,
            offset / file.size,
            megabytes(offset) + " of " + megabytes(file.size) + rate(speed) + left((file.size - offset) / speed),
            stop,
          );
        } catch (error) {
          if (!(error instanceof TypeError) || failures >= RETRIES.length) throw error;
          show("The connection was lost; trying again…", offset / file.size, "Nothing that arrived is lost.", stop);
          await wait(RETRIES[failures], signal);
          failures += 1;
          if (upload) {
            try {
              const found = await ask("GET", "upload/" + upload.id, undefined, signal);
              if (typeof found.offset === "number") offset = found.offset;
            } catch (again) {
              if (again instanceof Refused) upload = null;
            }
          }
        }
      }
    } catch (error) {
      current = null;
      hide();
      if (error.name === "AbortError") {
        const id = remembered(file);
        remembered(file, "");
        if (id) fetch(root + "upload/" + id, { method: "DELETE", credentials: "same-origin" });
        return;
      }
      if (error instanceof Refused && !error.full) remembered(file, "");
      if (error instanceof Refused) say(error.message, error.remedy);
      else if (error.name === "NotReadableError") say("The file was changed or moved while it was sent.", "Drop it again.");
      else say("The file could not be sent.", "Check the connection, then drop the same file again: it goes on where it stopped.");
    }
  }
  function arrived(done) {
    current = null;
    show("Reading the table…", 0, "", null);
    ns.set_props("shell-incoming", { data: { dataset: done.dataset, run: done.run } });
  }
  async function openOnServer(path, body, words) {
    if (current) return;
    current = new AbortController();
    ns.set_props("shell-problem", { data: null });
    show(words, 0, "", null);
    try {
      arrived(await ask("POST", path, body && JSON.stringify(body), current.signal, body && { "Content-Type": "application/json" }));
    } catch (error) {
      current = null;
      hide();
      say(error instanceof Refused ? error.message : "The server does not answer.", error.remedy || "Try again in a moment.");
    }
  }

  /* A portable model is small: it goes in one piece, and is checked before it is answered. */
  async function bring(file) {
    await laidOut();
    ns.set_props("shell-problem", { data: null });
    try {
      const done = await ask("POST", "models?name=" + encodeURIComponent(file.name), file, undefined, {
        "Content-Type": "application/octet-stream",
      });
      ns.set_props("library-brought", { data: { model: done.model, at: Date.now() } });
    } catch (error) {
      if (error instanceof Refused) say(error.message, error.remedy);
      else say("The file could not be sent.", "Check the connection, then drop it again.");
    }
  }
  const isModel = (file, place) =>
    Boolean(document.querySelector("[data-model-drop]")) &&
    (/\.json$/i.test(file.name) || Boolean(place && place.closest && place.closest("[data-model-drop]")));

  /* ---- dropping, choosing, the keyboard ---- */
  function filePicker(id, label, accept, take) {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", id, accept, hidden: true });
    input.setAttribute("aria-label", label);
    input.addEventListener("change", () => {
      if (input.files.length) take(input.files[0]);
      input.value = "";
    });
    document.addEventListener("DOMContentLoaded", () => document.body.appendChild(input));
    if (document.body) document.body.appendChild(input);
    return input;
  }
  const tables = ".csv,.tsv,.txt,.xlsx,.xls,.xlsm,.xlsb,.ods,.parquet,.jsonl,.json,.gz,.zip,.bz2,.xz,.zst";
  const picker = filePicker("file-picker", "Customer table", tables, (file) =>
    send(file, picker.dataset.scoring === "yes"));
  const models = filePicker("model-picker", "Portable model", ".json,.zip", bring);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-choose-model]")) models.click();
    const choose = event.target.closest("[data-choose-file]");
    if (choose) {
      picker.dataset.scoring = choose.closest("[data-score-drop]") ? "yes" : "no";
      picker.click();
    }
    if (event.target.closest("[data-try-sample]")) openOnServer("sample", undefined, "Drawing the synthetic sample…");
    const table = event.target.closest("[data-open-table]");
    if (table) openOnServer("registered", { name: table.dataset.openTable }, "Opening the table…");
  });
  const holdsFile = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
  let depth = 0;
  const over = (on) => document.documentElement.classList.toggle("file-over", on);
  window.addEventListener("dragenter", (event) => {
    if (!holdsFile(event)) return;
    depth += 1;
    over(true);
  });
  window.addEventListener("dragleave", (event) => {
    if (!holdsFile(event)) return;
    depth = Math.max(0, depth - 1);
    if (!depth) over(false);
  });
  window.addEventListener("dragover", (event) => holdsFile(event) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    const files = event.dataTransfer.files;
    if (files.length > 1) say("These are " + files.length + " files.", "Drop one table at a time.");
    else if (files.length && isModel(files[0], event.target)) bring(files[0]);
    else if (files.length) send(files[0], scores());
  });
})();
