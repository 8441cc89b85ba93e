/* The map without a pointer: arrows go from customer to customer, and the card tells who is there. */
(function () {
  "use strict";
  const ns = window.dash_clientside;
  const map = ns.tessera.map;
  const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const BESIDE = 2; // a step to the side counts as so many ahead: the way is that of the arrow
  let here = null; // the row whose point the arrows start from

  const frame = () => document.querySelector(".map-frame");

  /* The drawn customers as [row, pixels across, pixels down] within the plot. */
  function places(chart) {
    const { xaxis, yaxis } = chart._fullLayout;
    const found = [];
    for (const { x, y, customdata } of map.drawn(chart)) {
      for (let i = 0; i < x.length; i++) {
        const [across, down] = [xaxis.d2p(x[i]), yaxis.d2p(y[i])];
        if (across >= 0 && down >= 0 && across <= xaxis._length && down <= yaxis._length) {
          found.push([Number(customdata[i]), across, down]);
        }
      }
    }
    return found;
  }

  /* From the middle of the map to whoever is nearest; from a customer to the next one in the arrow's direction. */
  function next(chart, [right, below]) {
    const all = places(chart);
    const from = all.find(([row]) => row === here);
    const { xaxis, yaxis } = chart._fullLayout;
    const [x, y] = from ? [from[1], from[2]] : [xaxis._length / 2, yaxis._length / 2];
    let [best, found] = [Infinity, null];
    for (const place of all) {
      const [across, down] = [place[1] - x, place[2] - y];
      const ahead = across * right + down * below;
      const beside = Math.abs(across * below) + Math.abs(down * right);
      const way = from ? ahead + BESIDE * beside : Math.hypot(across, down);
      if (way < best && (!from || ahead > 0.5)) [best, found] = [way, place];
    }
    return found;
  }

  /* A ring around whom the arrows came to; it goes when the map moves on or the pointer takes over. */
  function ring(chart, place) {
    document.querySelectorAll(".map-here").forEach((each) => each.remove());
    if (!place) return;
    const [plot, around] = [chart.querySelector(".nsewdrag").getBoundingClientRect(), frame().getBoundingClientRect()];
    const mark = document.createElement("span");
    mark.className = "map-here";
    mark.style.left = `${plot.left - around.left + place[1]}px`;
    mark.style.top = `${plot.top - around.top + place[2]}px`;
    frame().append(mark);
  }

  document.addEventListener("keydown", (event) => {
    const chart = map.plot();
    if (event.target !== frame() || !chart || event.ctrlKey || event.metaKey || event.altKey) return;
    const flat = map.flat(chart);
    if (ARROWS[event.key] && flat) {
      const place = next(chart, ARROWS[event.key]);
      if (place) {
        here = place[0];
        ring(chart, place);
        map.ask({ row: here, pinned: false }, 0);
      }
    } else if (event.key === "Enter" && here !== null) {
      map.ask({ row: here, pinned: true }, 0);
    } else if (["+", "=", "-"].includes(event.key)) {
      const place = flat && places(chart).find(([row]) => row === here);
      const { xaxis, yaxis } = chart._fullLayout;
      ring(chart, null);
      map.zoom(event.key === "-" ? map.STEP : 1 / map.STEP, place && [xaxis.p2d(place[1]), yaxis.p2d(place[2])]);
    } else if (event.key === "0") {
      ring(chart, null);
      document.getElementById("map-everyone").click();
    } else {
      return;
    }
    event.preventDefault();
  });
  for (const kind of ["wheel", "pointerdown"]) {
    document.addEventListener(kind, () => ring(null, null), { capture: true, passive: true });
  }
})();
