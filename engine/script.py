"""A saved model as a Python script that needs nothing but scikit-learn, pandas and SciPy.

The script is written from the same unfitted pipeline that the model exports, so that there is one description of the
preparation: whoever runs the script fits it anew, from the table on.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from engine.model_card import ModelCard
from engine.model_schema import typical_row
from engine.preparation.pipeline import build_pipeline
from engine.preparation.plan import Bounds, Reading

_SCRIPT = '''\
"""{title}

Written by Tessera on {created} from {rows} rows. Run it on the list of all customers that Tessera exported, or on a
table with the same columns:

    python segments.py customers.csv segments.csv

It prepares the table, fits K-Means from the saved centres on, and writes the table with every customer's segment.
"""

import sys

import numpy as np
import pandas as pd
{imports}

NAMES = {names}
DATES = {dates}
TEXTS = {texts}
CENTERS = np.array(
{centers}
)


def read(path):
    dtypes = {{name: "str" for name in TEXTS}}
    return pd.read_csv(path, dtype=dtypes, parse_dates=DATES)


def set_aside(customers):
    """Customers whom the preparation leaves out: values outside its bounds."""
    table = customers
{derive}    aside = pd.Series(False, index=customers.index)
{aside}    return aside


def preparation():
    return {pipeline}


def main(source, target):
    customers = read(source)
    aside = set_aside(customers)
    matrix = preparation().fit_transform(customers[~aside]).astype(np.float64)
    kmeans = KMeans(n_clusters=len(CENTERS), init=CENTERS, n_init=1).fit(matrix)
    segment = pd.Series(pd.NA, index=customers.index, dtype="Int64")
    segment[~aside] = kmeans.labels_ + 1
    names = segment.map(dict(enumerate(NAMES, start=1)))
    customers.assign(segment=segment, segment_name=names).to_csv(target, index=False)
    print(f"{{len(matrix)}} customers in {{len(NAMES)}} segments, inertia {{kmeans.inertia_:.6g}}")
    for number, name in enumerate(NAMES, start=1):
        print(f"{{number}}. {{name}}: {{int((segment == number).sum())}}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
'''


def python_script(card: ModelCard) -> str:
    """A script that repeats the segmentation of a table from its columns on.

    Parameters
    ----------
    card : ModelCard
        ``SegmentModel.card``.

    Returns
    -------
    str
        Python source. On the training table it gives the model's segments, up to customers whose two nearest centres
        tie within rounding and the few that a last iteration of K-Means may move.
    """
    writer = _Writer()
    pipeline = writer.code(build_pipeline(card.plan, typical_row(card.schema), card.n_rows), 1)
    writer.imports.setdefault("sklearn.cluster", set()).add("KMeans")
    derived = [
        f"    table = table.replace({_literal({name: list(values) for name, values in plan.unknown})}, np.nan)"
        if plan.unknown
        else ""
        for plan in card.plan.derived
    ]
    derive = [
        f"    table = table.assign(**{{{plan.name!r}: table.eval({plan.expression!r}, engine='python')}})"
        for plan in card.plan.derived
    ]
    centers = ",\n".join(f"        {row}" for row in card.centers.tolist())
    return _SCRIPT.format(
        title=_in_quotes(f"The {len(card.centers)} segments of {card.dataset}"),
        created=_in_quotes(card.created),
        rows=card.n_rows,
        imports=writer.import_lines(),
        names=_literal(list(card.names)),
        dates=_literal([column.name for column in card.schema if column.form == "date"]),
        texts=_literal([column.name for column in card.schema if column.form == "text"]),
        centers=f"    [\n{centers}\n    ]",
        derive="".join(f"{line}\n" for pair in zip(derived, derive, strict=True) for line in pair if line),
        aside="".join(_aside(bounds) for bounds in card.plan.bounds)
        + "".join(f"    aside |= table[{name!r}].isna()\n" for name in card.plan.required),
        pipeline=pipeline,
    )


def _in_quotes(text: str) -> str:
    """Other people's text inside a string of the script, which it cannot end."""
    return json.dumps(text, ensure_ascii=True)[1:-1]


def _aside(bounds: Bounds) -> str:
    cells = f"table[{bounds.column!r}]"
    if bounds.reading is Reading.DATE:
        cells = f"((pd.to_datetime({cells}) - pd.Timestamp({bounds.origin!r})) / pd.Timedelta(days=1))"
    if bounds.unknown:
        cells = f"{cells}.replace({_literal(list(bounds.unknown))}, np.nan)"
    tests = []
    if bounds.low is not None:
        tests.append(f"({cells} < {bounds.low!r})")
    if bounds.high is not None:
        tests.append(f"({cells} > {bounds.high!r})")
    return f"    aside |= {' | '.join(tests)}\n" if tests else ""


class _Writer:
    """Writes the calls that make an unfitted estimator, and remembers what they import."""

    def __init__(self) -> None:
        self.imports: dict[str, set[str]] = {}

    def import_lines(self) -> str:
        return "\n".join(
            f"from {module} import {', '.join(sorted(names))}" for module, names in sorted(self.imports.items())
        )

    def code(self, estimator: Any, depth: int) -> str:
        kind = type(estimator)
        module = ".".join(part for part in kind.__module__.split(".") if not part.startswith("_"))
        self.imports.setdefault(module, set()).add(kind.__name__)
        defaults = kind([]) if kind.__name__ in {"Pipeline", "ColumnTransformer"} else kind()
        usual = defaults.get_params(deep=False)
        given = {key: value for key, value in estimator.get_params(deep=False).items() if _differs(value, usual[key])}
        inner = [f"{key}={self._value(value, depth + 1)}" for key, value in given.items()]
        return f"{kind.__name__}({', '.join(inner)})"

    def _value(self, value: Any, depth: int) -> str:
        if hasattr(value, "get_params"):
            return self.code(value, depth)
        if isinstance(value, list) and value and all(isinstance(one, tuple) for one in value):
            gap = "\n" + "    " * (depth + 1)
            steps = ",".join(f"{gap}({', '.join(self._value(one, depth + 1) for one in step)})" for step in value)
            return f"[{steps},\n{'    ' * depth}]"
        if callable(value):
            return self._function(value)
        if isinstance(value, dict):
            return "{" + ", ".join(f"{key!r}: {self._value(one, depth)}" for key, one in value.items()) + "}"
        return _literal(value)

    def _function(self, function: Any) -> str:
        name = str(function.__name__)
        if getattr(pd.DataFrame, name, None) is function:
            return f"pd.DataFrame.{name}"
        if getattr(np, name, None) is function:
            return f"np.{name}"
        self.imports.setdefault("scipy.stats", set()).add(name)
        return name


def _differs(value: Any, usual: Any) -> bool:
    if value is usual:
        return False
    return bool(isinstance(value, list | dict) or callable(value) or value != usual)


def _literal(value: Any) -> str:
    """A value as Python source."""
    if isinstance(value, pd.Timestamp | pd.Timedelta):
        return f"pd.{value!r}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_literal(one)}" for key, one in value.items()) + "}"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return "np.nan" if np.isnan(value) else f"float({str(value)!r})"
    return ascii(value)
