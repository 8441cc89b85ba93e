/* plotly.js with what nearly every page draws. What few charts need comes when the first of them is drawn: WebGL points for
   crowds, the cloud in three dimensions, flows. */
import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import box from "plotly.js/lib/box";
import heatmap from "plotly.js/lib/heatmap";

Plotly.register([bar, box, heatmap]);

const parts = {
  scattergl: () => import("./scattergl.js"),
  scatter3d: () => import("./scatter3d.js"),
  sankey: () => import("./sankey.js"),
};
const asked = {};

/* A part that did not come is asked for again by the next chart. */
function part(type) {
  asked[type] = asked[type] || parts[type]();
  return asked[type].catch((error) => {
    delete asked[type];
    throw error;
  });
}

for (const name of ["newPlot", "react"]) {
  const draw = Plotly[name];
  Plotly[name] = async function (chart, figure, ...rest) {
    const traces = (Array.isArray(figure) ? figure : (figure || {}).data) || [];
    const types = new Set(traces.map((trace) => trace.type).filter((type) => type in parts));
    if (types.size) await Promise.all([...types].map(part));
    return draw(chart, figure, ...rest);
  };
}

export default Plotly;
