/* The first picture of the map, from an answer that is there long before the scripts are: what is said of it, and every
   point on a plain canvas where the chart will draw it. */
(function () {
  "use strict";
  const ns = window.dash_clientside;
  const ARRAYS = { f4: Float32Array, i4: Int32Array, u1: Uint8Array };
  const unpack = (packed) =>
    new ARRAYS[packed.dtype](Uint8Array.from(window.atob(packed.bdata), (letter) => letter.charCodeAt(0)).buffer);

  /* Dash's components as elements; of others than HTML only what is in them. */
  function element(part) {
    if (Array.isArray(part)) return part.map(element).reduce((all, each) => (all.append(each), all), new DocumentFragment());
    if (part === null || typeof part !== "object") return document.createTextNode(part === null ? "" : String(part));
    const { children, className, style } = part.props;
    const html = part.namespace === "dash_html_components";
    const made = html ? document.createElement(part.type.toLowerCase()) : new DocumentFragment();
    if (html && className) made.className = className;
    if (html && style) Object.assign(made.style, style);
    if (children !== undefined) made.append(element(children));
    return made;
  }

  /* Corners of Plotly's symbols, in radii; a circle where there are none. */
  const SYMBOLS = {
    square: [-1, -1, 1, -1, 1, 1, -1, 1],
    diamond: [1.3, 0, 0, -1.3, -1.3, 0, 0, 1.3],
    "triangle-up": [-1.155, 0.5, 1.155, 0.5, 0, -1],
    "triangle-down": [-1.155, -0.5, 1.155, -0.5, 0, 1],
    cross: [1.2, 0.4, 0.4, 0.4, 0.4, 1.2, -0.4, 1.2, -0.4, 0.4, -1.2, 0.4, -1.2, -0.4, -0.4, -0.4, -0.4, -1.2, 0.4, -1.2, 0.4, -0.4, 1.2, -0.4],
    x: [0, 0.57, 0.57, 1.13, 1.13, 0.57, 0.57, 0, 1.13, -0.57, 0.57, -1.13, 0, -0.57, -0.57, -1.13, -1.13, -0.57, -0.57, 0, -1.13, 0.57, -0.57, 1.13],
    hourglass: [1, 1, -1, 1, 1, -1, -1, -1],
    bowtie: [1, 1, 1, -1, -1, 1, -1, -1],
  };
  function stamp({ symbol, size, color }, ratio) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.ceil((size * 1.5 + 2) * ratio);
    const ink = canvas.getContext("2d");
    ink.translate(canvas.width / 2, canvas.height / 2);
    ink.scale((ratio * size) / 2, (ratio * size) / 2);
    ink.fillStyle = color;
    const corners = SYMBOLS[symbol];
    if (corners) for (let i = 0; i < corners.length; i += 2) ink.lineTo(corners[i], corners[i + 1]);
    else ink.arc(0, 0, 1, 0, 2 * Math.PI);
    ink.fill();
    return canvas;
  }

  /* One group's density: its colour, as strong as the levels say. */
  function cells(trace) {
    const [up, across] = trace.z.shape.split(",").map(Number);
    const levels = unpack(trace.z);
    const [red, green, blue, most] = trace.colorscale[1][1].match(/[\d.]+/g).map(Number);
    const image = new ImageData(across, up);
    for (let i = 0; i < levels.length; i++) {
      const at = 4 * ((up - 1 - Math.floor(i / across)) * across + (i % across));
      image.data.set([red, green, blue, levels[i] * most], at);
    }
    const canvas = Object.assign(document.createElement("canvas"), { width: across, height: up });
    canvas.getContext("2d").putImageData(image, 0, 0);
    return canvas;
  }

  function draw(frame, { data, layout }) {
    const { margin, xaxis, yaxis } = layout;
    const [width, height] = [frame.clientWidth, frame.clientHeight];
    const [wide, high] = [width - margin.l - margin.r, height - margin.t - margin.b];
    const across = (x) => ((x - xaxis.range[0]) / (xaxis.range[1] - xaxis.range[0])) * wide;
    const down = (y) => ((yaxis.range[1] - y) / (yaxis.range[1] - yaxis.range[0])) * high;
    const ratio = window.devicePixelRatio || 1;
    const canvas = Object.assign(document.createElement("canvas"), { width: width * ratio, height: height * ratio });
    canvas.style.cssText = `width: ${width}px; height: ${height}px; display: block`;
    const ink = canvas.getContext("2d");
    ink.scale(ratio, ratio);
    ink.translate(margin.l, margin.t);
    ink.save();
    ink.beginPath();
    ink.rect(0, 0, wide, high);
    ink.clip();
    for (const trace of data) {
      if (trace.type === "heatmap") {
        ink.drawImage(cells(trace), 0, 0, wide, high);
        continue;
      }
      const [x, y, point] = [unpack(trace.x), unpack(trace.y), stamp(trace.marker, ratio)];
      const side = point.width / ratio;
      ink.globalAlpha = trace.marker.opacity;
      for (let i = 0; i < x.length; i++) ink.drawImage(point, across(x[i]) - side / 2, down(y[i]) - side / 2, side, side);
      ink.globalAlpha = 1;
    }
    ink.restore();
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    for (const { x, y, text, font, bgcolor, bordercolor } of layout.annotations || []) {
      const words = text.replace(/<[^>]*>/g, "");
      const [left, top, room] = [across(x), down(y), 12 + 8 * words.length];
      Object.assign(ink, { fillStyle: bgcolor, strokeStyle: bordercolor, lineWidth: 2 });
      ink.fillRect(left - room / 2, top - 12, room, 24);
      ink.strokeRect(left - room / 2 + 1, top - 11, room - 2, 22);
      Object.assign(ink, { fillStyle: font.color, font: `bold ${font.size}px Inter, sans-serif` });
      ink.fillText(words, left, top + 1);
    }
    frame.replaceChildren(canvas);
  }

  /* What the answer gives for the parts of the page that wait for it; false when it is not what this page will show. */
  ns.tessera.picture = function (response) {
    const figure = response["map-scatter"] && response["map-scatter"].figure;
    const frame = document.querySelector("#opening [data-first=map-scatter] .chart");
    const otherwise = Object.keys(window.sessionStorage).some((key) => key.includes("map-")); // chosen before, in this tab
    if (!figure || !frame || otherwise || !figure.layout.margin || !figure.layout.xaxis.range) return false;
    if (figure.data.some((trace) => trace.coloraxis || trace.type === "scatter3d")) return false;
    draw(frame, figure);
    for (const part of document.querySelectorAll("#opening [data-first]")) {
      const children = (response[part.dataset.first] || {}).children;
      if (children) part.replaceChildren(element(children));
    }
    return true;
  };
})();
