"""Neighbours projected by attributes: what new items would go with, were they known.

Item-kNN gives ``S(i, w)`` for items w with events. A cold item c (fewer than ``cold`` users)
borrows from the ``models`` warm items most like it:
``S(i, c) = sum over w of a(c, w) (S(i, w) + [i = w])`` with
``a(c, w) = cos(c, w) / sum over w of cos(c, w)``, cos as in content.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.content import Content
from modiste.learn.recommend.frames import NOTHING, empty_top
from modiste.learn.recommend.histories import Codes
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.item_knn import ItemKNN, ItemKNNConfig
from modiste.learn.recommend.linked import LinkedConfig, LinkedModel
from modiste.learn.recommend.links import Links


class ProjectedConfig(LinkedConfig):
    """Settings of projected neighbours."""

    decay: float = Field(
        0.8, gt=0, le=1, description="Weight of a history's entry against the next newer one."
    )
    cold: int = Field(3, ge=1, description="Users from which on an item stands for itself.")
    models: int = Field(20, ge=1, description="Warm items that a cold one borrows from.")
    shrink: float = Field(5.0, ge=0, description="Shrinkage of the similarities borrowed.")


class Projected(LinkedModel):
    """Item-based filtering that knows cold items by their attributes."""

    name: ClassVar[str] = "projected"
    config_class: ClassVar[type[ProjectedConfig]] = ProjectedConfig
    config: ProjectedConfig

    def _learn(self, data: Interactions) -> None:
        config = self.config
        knn = ItemKNN(ItemKNNConfig(neighbours=config.neighbours, shrink=config.shrink)).fit(data)
        vectors = Content().fit(data).vectors()
        cold = np.flatnonzero(data.popularity < config.cold).astype(np.int32)
        warm = np.flatnonzero(data.popularity >= config.cold).astype(np.int32)
        links = knn.links
        if len(cold) and len(warm):
            borrowed = _shares(vectors, cold, warm, min(config.models, len(warm)))
            links = _with_cold(links, borrowed, cold, config.neighbours)
        self._links = links


def _shares(vectors: Any, cold: Codes, warm: Codes, models: int) -> Any:
    """``a(c, w)``, sparse (cold items, items)."""
    from scipy import sparse

    from modiste.learn.recommend.toplist import top_dense

    rows, columns, values = [], [], []
    others = vectors[warm].T.tocsc()
    for start in range(0, len(cold), 512):
        part = cold[start : start + 512]
        alike = np.asarray((vectors[part] @ others).todense(), np.float32)
        alike[alike <= 0] = NOTHING
        top = empty_top(len(part), models)
        top_dense(alike, *top)
        found, places = np.nonzero(top.items >= 0)
        rows.append(found + start)
        columns.append(warm[top.items[found, places]])
        values.append(top.scores[found, places].astype(np.float64))
    row, value = np.concatenate(rows), np.concatenate(values)
    value /= np.bincount(row, value, len(cold))[row]
    shape = (len(cold), vectors.shape[0])
    return sparse.csr_matrix((value, (row, np.concatenate(columns))), shape=shape)


def _with_cold(links: Links, borrowed: Any, cold: Codes, k: int) -> Links:
    """Links between warm items, and the strongest projected ones to cold items."""
    from scipy import sparse

    size = len(links)
    matrix = sparse.csr_matrix((links.values, links.items, links.offsets), shape=(size, size))
    warm_only = np.ones(size)
    warm_only[cold] = 0
    matrix = matrix @ sparse.diags(warm_only)
    projected = ((matrix + sparse.identity(size)) @ borrowed.T).tocoo()
    plain = matrix.tocoo()
    rows = np.concatenate([plain.row, projected.row])
    items = np.concatenate([plain.col, cold[projected.col]])
    values = np.concatenate([plain.data, projected.data]).astype(np.float32)
    fresh = np.concatenate([np.zeros(plain.nnz, bool), np.ones(projected.nnz, bool)])
    # Warm and cold links are cut apart, or the warm ones would crowd out the others.
    order = np.lexsort((items, -values, fresh, rows))
    rows, items, values, fresh = rows[order], items[order], values[order], fresh[order]
    group = rows.astype(np.int64) * 2 + fresh
    first = np.searchsorted(group, group)
    kept = (np.arange(len(group)) - first < k) & (values > 0) & (rows != items)
    rows, items, values = rows[kept], items[kept], values[kept]
    final = np.lexsort((items, -values, rows))
    counts = np.bincount(rows, minlength=size)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Links(offsets, items[final].astype(np.int32), values[final])
