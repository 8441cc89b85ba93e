"""The map as it is usually drawn: one scattergl trace with all customers and their values as custom data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.map_results import results_of

if TYPE_CHECKING:
    from benchmarks.server import Site

_PAGE = """<!doctype html><meta charset="utf-8"><div id="chart" style="width:1000px;height:600px"></div>
<script src="plotly.js"></script>
<script>
const asked = performance.now();
fetch("figure.json").then((answer) => answer.json()).then(async (figure) => {
  const chart = await Plotly.newPlot("chart", figure.data, figure.layout);
  requestAnimationFrame(() => requestAnimationFrame(() => (window.drawn = performance.now())));
});
</script>
"""


def peer_page(site: Site, folder: Path, dataset: str, rows: int) -> str:
    """Write page, figure and library into a folder and serve them from there; the page's address.

    The figure is ready before anybody asks for it, which no application that draws from a table could do.
    """
    import plotly

    target = folder / f"peer-{rows}"
    target.mkdir(exist_ok=True)
    (target / "index.html").write_text(_PAGE, encoding="utf-8")
    bundle = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    (target / "plotly.js").write_bytes(bundle.read_bytes())
    if not (target / "figure.json").exists():
        (target / "figure.json").write_text(_figure(site, dataset), encoding="utf-8")
    return _serve(target)


def _figure(site: Site, dataset: str) -> str:
    import plotly.graph_objects as go

    with results_of(site, dataset) as found:
        frame = found.frame.iloc[found.matrix.row_index]
        figure = go.Figure()
        figure.add_scattergl(
            x=found.projection.coordinates[:, 0],
            y=found.projection.coordinates[:, 1],
            mode="markers",
            marker={"color": np.asarray(found.segmentation.labels), "size": 4, "opacity": 0.45},
            customdata=frame.to_numpy(dtype=object),
            hovertemplate="<br>".join(
                f"{name}: %{{customdata[{place}]}}" for place, name in enumerate(frame.columns)
            ),
        )
        return str(figure.to_json())


def _serve(folder: Path) -> str:
    import functools
    import threading
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/index.html"
