import Plotly from "./charts.js";
import trace from "plotly.js/lib/sankey";

Plotly.register(trace);
