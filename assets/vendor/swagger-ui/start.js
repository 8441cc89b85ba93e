/* Ours, beside the library it starts: the page may not hold a script of its own. */
window.addEventListener("load", () => {
  window.SwaggerUIBundle({ url: "openapi.json", dom_id: "#api", deepLinking: true, validatorUrl: null });
});
