import Plotly from "./charts.js";
import trace from "plotly.js/lib/scatter3d";

Plotly.register(trace);
