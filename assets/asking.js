/* How far work is, asked again once the last answer has come; why, stands in app/asking.py. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  const PATIENCE = 3000; // milliseconds until a question counts as lost; twice as long each time, for a slow server
  const waiting = {};

  t.askAgain = function (ticks, asked, answered) {
    const clock = ns.callback_context.outputs_list.id;
    const now = performance.now();
    let wait = waiting[clock];
    if (asked === answered) wait = { since: now, patience: PATIENCE };
    else if (wait && now - wait.since < wait.patience) return ns.no_update;
    else wait = { since: now, patience: wait ? 2 * wait.patience : PATIENCE };
    waiting[clock] = wait;
    return asked + 1;
  };
})();
