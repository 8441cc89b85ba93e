/* Builds plotly.js in parts that are loaded when a chart needs them, without code made from text (no unsafe-eval).

   Run by `make charts`. The same versions give the same files, whose names hold a digest of their content. */
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";

const require = createRequire(import.meta.url);
const { environmentPlugin } = require("esbuild-plugin-environment");
const { glsl } = require("esbuild-plugin-glsl");
const target = new URL("../../assets/vendor/plotly/", import.meta.url).pathname;

/* Letters in WebGL are read back from a canvas, and Chromium warns of one that was not made for it. */
const canvas = {
  name: "canvas-is-read",
  setup: (pass) =>
    pass.onLoad({ filter: /(stackgl_modules|font-measure)\/index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const mended = text.replace(/anvas\.getContext\((['"])2d\1\)/g, 'anvas.getContext("2d", { willReadFrequently: true })');
      if (mended === text) throw new Error(`${path} no longer makes its canvas as expected`);
      return { contents: mended, loader: "js" };
    }),
};

/* Its core brings the styles of street maps, which no chart here is. */
const noStreets = {
  name: "no-street-maps",
  setup: (pass) => pass.onLoad({ filter: /maplibre-gl\.css$/ }, () => ({ contents: "", loader: "js" })),
};

for (const name of readdirSync(target)) if (name.endsWith(".js")) rmSync(target + name);
await build({
  entryPoints: ["charts.js"],
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: "es2022",
  outdir: target,
  entryNames: "plotly-[hash]",
  chunkNames: "[name]-[hash]",
  plugins: [canvas, noStreets, glsl({ minify: true }), environmentPlugin({ NODE_DEBUG: false })],
  // As plotly.js' own esbuild-config.js.
  alias: { regl: "@plotly/regl", stream: "stream-browserify" },
  define: { global: "window", "define.amd": "false" },
  logLevel: "warning",
});
