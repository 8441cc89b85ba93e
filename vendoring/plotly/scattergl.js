import Plotly from "./charts.js";
import trace from "plotly.js/src/traces/scattergl/strict";

Plotly.register(trace);
