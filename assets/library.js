/* The library: what stands in the list is compared with what is open, further down. */
(function () {
  "use strict";
  const ns = (window.dash_clientside = window.dash_clientside || {});
  const t = (ns.tessera = ns.tessera || {});
  t.compareWithKept = function () {
    const trigger = ns.callback_context.triggered[0];
    if (!trigger || !trigger.value) return ns.no_update;
    const part = document.getElementById("compare");
    if (part) part.scrollIntoView({ behavior: "smooth" });
    return "kept:" + JSON.parse(trigger.prop_id.slice(0, trigger.prop_id.lastIndexOf("."))).saved;
  };
})();
