"""How the time of a sweep grows with rows, segments and features, and its ratio to the least any exact pass costs.

    python -m benchmarks.sweep_growth            # prints the numbers and draws docs/images/sweep-growth.svg

All times are processor seconds of one thread, so that they are the same on a busy machine. The limit is one float32
product of the matrix with the centres of all k together, in blocks of 8,000 rows into a reused buffer.
"""

from __future__ import annotations

import os

# Before numpy is imported: the product must not use more threads than the sweep.
os.environ.update(TESSERA_THREADS="1", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")

import argparse
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.sweep import customers
from engine import sweep_k

TARGET = Path(__file__).parent.parent / "docs" / "images" / "sweep-growth.svg"
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 300, 250, 62, 44, 34

Point = tuple[float, float, float]  # size, seconds, seconds of the limit


def processor_seconds(function: Callable[[], object]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def product(x: np.ndarray, n_centers: int) -> None:
    centers = np.ones((n_centers, x.shape[1]), dtype=np.float32)
    buffer = np.empty((n_centers, 8_000), dtype=np.float32)
    for first in range(0, len(x), 8_000):
        block = x[first : first + 8_000]
        np.matmul(centers, block.T, out=buffer[:, : len(block)])


def measured(name: str, size: int, x: np.ndarray, largest: int) -> Point:
    ks = range(2, largest + 1)
    repeats = 3 if len(x) < 100_000 else 1
    ours = min(processor_seconds(lambda: sweep_k(x, ks)) for _ in range(repeats))
    rounds = max(1, 200_000 // len(x))
    least = min(processor_seconds(lambda: [product(x, sum(ks)) for _ in range(rounds)]) for _ in range(3)) / rounds
    print(f"{name:>10}{size:>12,}{ours:>10.3f} s{least:>11.4f} s{ours / least:>9.0f} x", flush=True)
    return size, ours, least


def panel(title: str, points: Sequence[Point], offset: int) -> str:
    """Both lines on logarithmic axes, with the ratio written at every point."""
    values = [seconds for _, ours, least in points for seconds in (ours, least)]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    first, last = math.log10(points[0][0]), math.log10(points[-1][0])

    def x(size: float) -> float:
        return offset + LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - 24)

    def y(seconds: float) -> float:
        return TOP + (high - math.log10(seconds)) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{offset + LEFT}" y="18" class="title">{title}</text>']
    for power in range(low, high + 1):
        at = y(10.0**power)
        label = f"{10.0**power:g} s" if power >= 0 else f"{10.0 ** (power + 3):g} ms"
        parts.append(
            f'<line x1="{offset + LEFT}" x2="{offset + WIDTH - 24}" y1="{at:.1f}" y2="{at:.1f}" class="grid"/>'
        )
        parts.append(f'<text x="{offset + LEFT - 6}" y="{at + 4:.1f}" class="end">{label}</text>')
    for column, kind in ((1, "ours"), (2, "limit")):
        line = " ".join(f"{x(point[0]):.1f},{y(point[column]):.1f}" for point in points)
        parts.append(f'<polyline points="{line}" class="{kind}"/>')
    for size, ours, least in points:
        name = f"{size / 1e6:g} M" if size >= 1e6 else f"{size / 1e3:g} k" if size >= 1e3 else f"{size:g}"
        parts.append(f'<circle cx="{x(size):.1f}" cy="{y(ours):.1f}" r="3" class="dot"/>')
        place = "start" if size == points[0][0] else "end" if size == points[-1][0] else "mid"
        parts.append(f'<text x="{x(size):.1f}" y="{y(ours) - 8:.1f}" class="{place}">{ours / least:,.0f}×</text>')
        parts.append(f'<text x="{x(size):.1f}" y="{HEIGHT - BOTTOM + 18}" class="mid">{name}</text>')
    return "\n".join(parts)


def drawing(panels: Sequence[tuple[str, Sequence[Point]]]) -> str:
    style = (
        "text{font:12px system-ui,sans-serif;fill:#334155}.title{font-weight:600}.end{text-anchor:end}"
        ".mid{text-anchor:middle}.grid{stroke:#e2e8f0}polyline{fill:none;stroke-width:2}.ours{stroke:#2563eb}"
        ".limit{stroke:#94a3b8;stroke-dasharray:5 4}.dot{fill:#2563eb}"
    )
    body = "\n".join(panel(title, points, number * WIDTH) for number, (title, points) in enumerate(panels))
    width = WIDTH * len(panels)
    key = (
        f'<line x1="{LEFT}" x2="{LEFT + 24}" y1="{HEIGHT}" y2="{HEIGHT}" style="stroke:#2563eb;stroke-width:2"/>'
        f'<text x="{LEFT + 32}" y="{HEIGHT + 4}">the sweep (above each point: how many times the limit)</text>'
        f'<line x1="{LEFT + 380}" x2="{LEFT + 404}" y1="{HEIGHT}" y2="{HEIGHT}" '
        'style="stroke:#94a3b8;stroke-width:2;stroke-dasharray:5 4"/>'
        f'<text x="{LEFT + 412}" y="{HEIGHT + 4}">the limit: one product of the matrix with all centres</text>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 16}" role="img" '
        f'aria-label="Processor seconds of a sweep by rows, segments and features">\n<style>{style}</style>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n{key}\n</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=TARGET)
    out = parser.parse_args().out
    sweep_k(customers(500, 4), [2])  # everything is imported
    rows = [measured("rows", n, customers(n, 24), 12) for n in (2_000, 20_000, 200_000, 2_000_000)]
    segments = [measured("largest k", k, customers(200_000, 24), k) for k in (4, 8, 16, 32)]
    features = [measured("features", d, customers(200_000, d), 12) for d in (4, 12, 36, 108)]
    out.write_text(
        drawing(
            [
                ("Rows (24 features, k to 12)", rows),
                ("Largest k (200,000 rows)", segments),
                ("Features (200,000 rows)", features),
            ]
        ),
        encoding="utf-8",
    )
    print(f"Drawn: {out}")


if __name__ == "__main__":
    main()
