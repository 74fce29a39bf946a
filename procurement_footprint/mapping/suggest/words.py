"""What words say: texts and supplier names as the letters they are made of (character n-grams), scikit-learn.

Swedish compounds and abbreviations share beginnings, not words: `förbrukn mtrl` and `Förbrukningsmaterial` have
most of their sequences of two to five letters in common.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.svm import LinearSVC

from procurement_footprint.mapping import patterns
from procurement_footprint.mapping.suggest.material import Material

SEED = 20241124
MOST_TEXTS = 5_000  # texts of a ledger that the linear model learns from, those with most rows
MOST_NAMES = 10_000  # names of suppliers, likewise
MOST_NGRAMS = 30_000  # the most frequent; the rest are too rare to be met again
FEWEST_LETTERS = 2
SPARSE = 0.03  # assumption: the smoothing of naive Bayes that did best of 0.01, 0.03 and 0.1 on Devon by supplier

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Matrix: TypeAlias = Any  # a sparse matrix; scipy has no types


class Letters:
    """The n-grams of all texts that are learnt from, weighted by how rare they are (TF-IDF)."""

    def __init__(self, texts: pl.Series) -> None:
        """Learn which n-grams there are in these texts."""
        self._tfidf = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=(2, 5),
            sublinear_tf=True,
            lowercase=False,
            norm=None,
            max_features=MOST_NGRAMS,
        )
        distinct = folded(texts).unique().sort().to_list()
        self._grams = self._tfidf.build_analyzer()
        self._rows = self._normal(self._tfidf.fit_transform(distinct), distinct)
        self._place = {text: number for number, text in enumerate(distinct)}

    def of(self, texts: pl.Series) -> Matrix:
        """Return one row of n-gram weights for each text, of length 1 if all are known; empty where there is none."""
        held = folded(texts).to_list()
        if all(text in self._place for text in held):
            return self._rows[[self._place[text] for text in held]]
        return self._normal(self._tfidf.transform(held), held)

    def has(self, texts: pl.Series) -> pl.Series:
        """Say which of these texts were among those that the n-grams were learnt from."""
        return folded(texts).is_in(list(self._place))

    def _normal(self, rows: Matrix, texts: list[str]) -> Matrix:
        """Divide each row by its length with the n-grams that nobody has met: they are as rare as can be.

        A text of which little is known then says little, as it does in texts that are held out.
        """
        known = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
        length = np.sqrt(known + [self._unmet(text) for text in texts])
        length[length == 0] = 1
        return rows.multiply(1 / length[:, None]).tocsr()

    def _unmet(self, text: str) -> float:
        met = self._tfidf.vocabulary_
        times = Counter(gram for gram in self._grams(text) if gram not in met)
        return float(self._tfidf.idf_.max() ** 2 * sum((1 + log(number)) ** 2 for number in times.values()))


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that mean an outcome, and the model learnt from them. told: `words`, `outcome`."""

    letters: Letters
    told: pl.DataFrame
    rows: Matrix
    model: LinearSVC | MultinomialNB
    outcomes: tuple[str, ...]

    def says(self, texts: pl.Series) -> Array:
        """Return how strongly each text speaks for each outcome, less the mean over outcomes; 0 where it says nothing.

        Margins of the linear model, log-likelihoods of naive Bayes; an outcome that no text means gets the weakest.
        """
        rows = self.letters.of(texts)
        margins = _margins(self.model, rows)
        place = {outcome: number for number, outcome in enumerate(self.model.classes_)}
        said = np.empty((rows.shape[0], len(self.outcomes)))
        said[:] = margins.min(axis=1, keepdims=True)
        held = [number for number, outcome in enumerate(self.outcomes) if outcome in place]
        said[:, held] = margins[:, [place[self.outcomes[number]] for number in held]]
        said -= said.mean(axis=1, keepdims=True)
        said[np.diff(rows.indptr) == 0] = 0
        return said

    def nearest(self, text: str, outcome: str) -> tuple[str, float]:
        """Return the text of this outcome that is most like `text`, and the cosine between them; "" and 0 for none."""
        held = np.flatnonzero((self.told["outcome"] == outcome).to_numpy())
        if not len(held):
            return "", 0.0
        cosines = (self.rows[held] @ self.letters.of(pl.Series([text])).T).toarray().ravel()
        best = int(np.argmax(cosines))
        return str(self.told["words"][int(held[best])]), float(cosines[best])


def folded(texts: pl.Series) -> pl.Series:
    """Return texts as they are compared: lower case, without accents; "" where there is none."""
    return texts.rename("text").to_frame().select(patterns.folded(pl.col("text")).fill_null("")).to_series()


def letters(material: Material) -> Letters:
    """Return the n-grams of everything that is learnt from."""
    texts = [_said(material)["words"], _named(material)["words"]]
    return Letters(pl.concat(texts))


def said(material: Material, known: Letters) -> Words:
    """Return what account texts and line texts say: a linear support vector machine, one outcome against the rest."""
    return _learned(_said(material), known, LinearSVC(random_state=SEED), material.outcomes)


def named(material: Material, known: Letters) -> Words:
    """Return what the names of suppliers say: naive Bayes, which learns from many names in no time."""
    return _learned(_named(material), known, MultinomialNB(alpha=SPARSE, fit_prior=False), material.outcomes)


def _learned(told: pl.DataFrame, known: Letters, model: LinearSVC | MultinomialNB, outcomes: tuple[str, ...]) -> Words:
    told = told.filter(known.has(told["words"]))
    rows = known.of(told["words"])
    model.fit(rows, told["outcome"].to_numpy(), sample_weight=told["weight"].to_numpy())
    return Words(known, told, rows, model, outcomes)


def _said(material: Material) -> pl.DataFrame:
    return _told(material, "said", MOST_TEXTS)


def _named(material: Material) -> pl.DataFrame:
    return _told(material, "supplier", MOST_NAMES)


def _told(material: Material, column: str, most: int) -> pl.DataFrame:
    """Return `words`, `outcome`, `weight`: what mappings say, then the ledger's texts with most rows.

    A text that was decided in several ways counts in shares.
    """
    lines = material.lines.filter(pl.col(column).str.len_chars() >= FEWEST_LETTERS)
    texts = lines.group_by(words=column).agg(pl.col("rows").sum()).sort("rows", "words", descending=[True, False])
    share = pl.col("weight") / pl.col("weight").sum().over("words")
    booked = (
        lines.join(texts.head(most), left_on=column, right_on="words", how="semi")
        .group_by("outcome", words=column)
        .agg(weight=(1 + pl.col("rows").log()).sum())
        .with_columns(share)
    )
    told = material.sayings.select("words", "outcome").unique().with_columns(weight=pl.lit(1.0))
    return pl.concat([told, booked.select("words", "outcome", "weight")]).sort("words", "outcome", "weight")


def _margins(model: LinearSVC | MultinomialNB, rows: Matrix) -> Array:
    if isinstance(model, LinearSVC):
        return np.asarray(rows @ model.coef_.T + model.intercept_)
    return np.asarray(rows @ model.feature_log_prob_.T)
