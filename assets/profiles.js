/* Profiles: from a cell of the heat map to its column, and results of a campaign on their way to the server. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});

  t.scrollToColumn = function (click) {
    const frame = document.getElementById("profiles-spread-frame");
    if (click && frame) frame.closest("section").scrollIntoView({ behavior: "smooth", block: "start" });
    return ns.no_update;
  };

  const say = (message, remedy) => {
    ns.set_props("shell-problem", { data: { message: message, remedy: remedy || "", at: Date.now() } });
    window.scrollTo({ top: 0, behavior: "smooth" });
  };

  async function send(url, file) {
    try {
      const response = await fetch(url + "&name=" + encodeURIComponent(file.name), {
        method: "POST",
        body: file,
        credentials: "same-origin",
        headers: { "Content-Type": "application/octet-stream" },
      });
      const answer = await response.json();
      if (response.ok) ns.set_props("profiles-results", { data: answer });
      else say(answer.message, answer.remedy);
    } catch (error) {
      say("The results did not arrive.", "Check the connection and choose the file again.");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-campaign-results]");
    if (!button) return;
    const field = document.createElement("input");
    field.type = "file";
    field.accept = ".csv,.tsv,.txt,.xlsx,.xls,.parquet,.jsonl";
    field.addEventListener("change", () => field.files.length && send(button.dataset.campaignResults, field.files[0]));
    field.click();
  });
})();
