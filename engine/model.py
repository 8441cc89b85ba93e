"""A segmentation that can be used tomorrow: fitted preparation, centres and names, for scoring new customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.dataset import Dataset
from engine.errors import EngineError
from engine.model_card import ModelCard, parse_card
from engine.model_check import check_answers
from engine.model_files import load_model, save_model
from engine.model_parts import card_of_parts, segment_pipeline
from engine.model_placing import features_of, labels_of, placed_by, typical_answer
from engine.model_schema import Remarks, typical_row
from engine.preparation.matrix import PreparedMatrix
from engine.preparation.spec import PreparationSpec
from engine.scoring import FITS, as_table
from engine.segmentation import Segmentation

Table = Dataset | pd.DataFrame


class _Fit:
    """``model.fit(table)`` fits that model; ``SegmentModel.fit(table)`` makes one first."""

    def __get__(self, model: SegmentModel | None, owner: type[SegmentModel]) -> Callable[..., SegmentModel]:
        return (owner() if model is None else model)._fit


class SegmentModel:
    """Segments with everything needed to place new customers in them.

    Parameters
    ----------
    k : int, optional
        Number of segments; the advised one when None.
    spec : PreparationSpec, optional
    seed : int, default 0
        The same table, choices and seed give the same model.

    Attributes
    ----------
    card : ModelCard
        What the model is: columns needed, names, centres, quality, versions.
    names : tuple of str
        In label order.
    pipeline : sklearn.pipeline.Pipeline
        Plain scikit-learn: takes the columns of ``Dataset.frame``, predicts labels from 0.

    Examples
    --------
    >>> model = SegmentModel(k=5).fit(dataset)                                     # doctest: +SKIP
    >>> model.score(new_customers)[["segment", "segment_name", "confidence"]]      # doctest: +SKIP
    >>> model.save("model.joblib")                                                 # doctest: +SKIP
    """

    def __init__(self, k: int | None = None, spec: PreparationSpec | None = None, seed: int = 0) -> None:
        self.k, self.spec, self.seed = k, spec, seed
        self._card: ModelCard | None = None
        self._pipeline: Any = None

    fit = _Fit()

    def _fit(
        self, table: Table, k: int | None = None, spec: PreparationSpec | None = None, seed: int | None = None
    ) -> SegmentModel:
        """Prepare the table, find the segments and name them; arguments given here replace those of the constructor.

        Parameters
        ----------
        table : Dataset or DataFrame
            A frame is understood as `read_table` understands a file.

        Raises
        ------
        EngineError
            When the table cannot be segmented, with a sentence.
        """
        from engine.model_fit import fit_parts

        self.k, self.spec = (self.k if k is None else k), (self.spec if spec is None else spec)
        self.seed = self.seed if seed is None else seed
        fitted = type(self).from_parts(*fit_parts(table, self.k, self.spec, self.seed))
        self._card, self._pipeline = fitted.card, fitted.pipeline
        return self

    @classmethod
    def from_parts(
        cls,
        dataset: Dataset,
        matrix: PreparedMatrix,
        segmentation: Segmentation,
        names: Sequence[str] | None = None,
        quality: Mapping[str, float] | None = None,
    ) -> SegmentModel:
        """A model of a segmentation that was made before.

        Parameters
        ----------
        dataset, matrix, segmentation
            What belongs together.
        names : sequence of str, length k, optional
            In label order; "Segment 1"… when left out.
        quality : mapping of str to float, optional
            Figures to be kept on the card beside our own.

        Raises
        ------
        EngineError
            If the parts do not belong together.
        """
        if names is None:
            names = [f"Segment {number}" for number in range(1, segmentation.k + 1)]
        model = cls(segmentation.k, matrix.spec, segmentation.seed)
        model._card = card_of_parts(dataset, matrix, segmentation, names, quality or {})
        model._pipeline = segment_pipeline(matrix.pipeline, model.card.centers)
        model._card = replace(model.card, parity=model.answer_for_typical())
        return model

    @classmethod
    def from_card(cls, card: ModelCard) -> SegmentModel:
        """A model from its card alone; no pickle is opened."""
        model = cls(len(card.centers), None, card.seed)
        model._card = card
        return model

    @classmethod
    def from_bytes(cls, content: bytes, name: str = "model.json") -> SegmentModel:
        """A model from the bytes of its card, whoever sent them; nothing in them is executed.

        Raises
        ------
        EngineError
            If the card fails one of the checks of `load`, with a sentence.
        """
        model = cls.from_card(parse_card(content, name))
        check_answers(model, name)
        return model

    @property
    def card(self) -> ModelCard:
        if self._card is None:
            raise EngineError("This model has not been fitted.", "Call fit(dataset) first.")
        return self._card

    @property
    def names(self) -> tuple[str, ...]:
        return self.card.names

    @property
    def pipeline(self) -> Any:
        if self._pipeline is None:
            from engine.preparation.pipeline import build_pipeline

            preparation = build_pipeline(self.card.plan, self.typical_customer(), self.card.n_rows)
            self._pipeline = segment_pipeline(preparation, self.card.centers)
        return self._pipeline

    def predict(self, table: Table) -> NDArray[np.int32]:
        """The label of each row, from 0; the largest segment of the training table is 0.

        Raises
        ------
        EngineError
            If a needed column is missing.
        """
        return labels_of(self.card, _frame_of(table))

    def transform(self, table: Table) -> NDArray[np.float32]:
        """The prepared features of each row, in which distances to the centres are taken.

        Returns
        -------
        ndarray of float32, shape (n, d)

        Raises
        ------
        EngineError
            If a needed column is missing.
        """
        return features_of(self.card, _frame_of(table))

    def score(self, table: Table) -> pd.DataFrame:
        """Place customers in the segments.

        Missing values are filled as in training; answers never seen count as a rare one (or as none, when training
        had no rare ones); numbers and dates that cannot be read count as missing. Columns that the segments do not
        need are ignored, and needed ones must be there.

        Parameters
        ----------
        table : Dataset or DataFrame of n rows

        Returns
        -------
        DataFrame of n rows, with the index of the table
            ``segment`` from 1, ``segment_name``, ``distance`` to its centre (in standard deviations), ``confidence``
            from 0 (on the border to another segment) to 1, ``second_choice`` (empty when there is one segment),
            ``fits_none`` when the customer is farther out than 99 % of the segment's own, has a value that training
            set aside, or nothing is known of them, and ``fits_none_because``. ``attrs["notes"]`` has a sentence for
            everything that was noticed, counted.

        Raises
        ------
        EngineError
            If a needed column is missing, with its name.
        """
        remarks = Remarks()
        scores = self.score_block(_frame_of(table), remarks)
        scores.attrs["notes"] = remarks.sentences()
        return scores

    def score_block(self, frame: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
        """`score` for some of the rows of a table; what is noticed adds up in ``remarks``."""
        placed = placed_by(self.card, frame, remarks)
        remarks.fits_none += int((placed.fit != FITS).sum())
        return as_table(placed, self.names, frame.index)

    def typical_customer(self) -> pd.DataFrame:
        """One row with the typical value of every needed column."""
        return typical_row(self.card.schema)

    def answer_for_typical(self) -> dict[str, Any]:
        """What the model says of the typical customer; kept on the card to be compared after loading."""
        return typical_answer(self.card)

    def save(self, path: str | Path) -> Path:
        """Write ``model.joblib`` (the plain scikit-learn pipeline) and its card, ``model.json``, beside it.

        Both appear whole or not at all. Returns the path of the joblib file.

        Raises
        ------
        EngineError
            If the folder cannot be written to.
        """
        return save_model(Path(path), self.card, self.pipeline)

    @classmethod
    def load(cls, path: str | Path) -> SegmentModel:
        """Open a saved model after checking its card, hash, versions and answer for the typical customer.

        Opening a joblib file runs the code in it: load only files you trust. ``load("model.json")`` opens the card
        alone, which is safe, and gives the same answers.

        Raises
        ------
        EngineError
            If one of the checks fails, with a sentence.
        """
        card, pipeline = load_model(Path(path))
        model = cls.from_card(card)
        model._pipeline = pipeline
        check_answers(model, Path(path).name)
        return model


def _frame_of(table: Table) -> pd.DataFrame:
    return table.frame if isinstance(table, Dataset) else table
