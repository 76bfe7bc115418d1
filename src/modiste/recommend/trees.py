"""Boosted trees as arrays, for small batches: one answer asks for a few hundred rows.

LightGBM's own predictor spends more on setting up than on the trees there. The arrays give its
values; a test holds them to it. Splits on numbers only, and no value is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.model.errors import InputError

I32 = NDArray[np.int32]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_ARRAY = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Trees:
    """All trees one after another.

    Attributes:
        feature: feature of each inner node.
        threshold: a row goes left where its value is at or below this.
        left: inner node to the left, or −1 − leaf.
        right: the same to the right.
        leaf: values of all leaves.
        root: first inner node of each tree; −1 − leaf for a tree without splits.
    """

    feature: I32
    threshold: F64
    left: I32
    right: I32
    leaf: F64
    root: I32

    @classmethod
    def of_text(cls, text: str) -> Trees:
        """Read a LightGBM model in its text form.

        Raises:
            InputError: it is none, or it splits on categories.
        """
        parts = text.split("\nTree=")[1:]
        if not parts:
            raise InputError("this is no LightGBM model", remedy="Fit the recommender again.")
        feature: list[I32] = []
        threshold: list[F64] = []
        left: list[I32] = []
        right: list[I32] = []
        leaf: list[F64] = []
        root: list[int] = []
        nodes = leaves = 0
        for part in parts:
            told = dict(_ARRAY.findall(part.split("\n\n")[0]))
            if int(told.get("num_cat", 0)):
                raise InputError("trees that split on categories", remedy="Use numbers alone.")
            values = np.array(told["leaf_value"].split(), dtype=np.float64)
            splits = len(values) - 1
            root.append(nodes if splits else -1 - leaves)
            if splits:
                feature.append(np.array(told["split_feature"].split(), dtype=np.int32))
                threshold.append(np.array(told["threshold"].split(), dtype=np.float64))
                for name, lists in (("left_child", left), ("right_child", right)):
                    child = np.array(told[name].split(), dtype=np.int32)
                    lists.append(np.where(child >= 0, child + nodes, child - leaves))
            leaf.append(values)
            nodes, leaves = nodes + splits, leaves + len(values)
        none = np.empty(0)
        return cls(
            np.concatenate([none, *feature]).astype(np.int32),
            np.concatenate([none, *threshold]),
            np.concatenate([none, *left]).astype(np.int32),
            np.concatenate([none, *right]).astype(np.int32),
            np.concatenate([none, *leaf]),
            np.array(root, dtype=np.int32),
        )

    def values(self, rows: F32) -> F64:
        """Sum of the leaves that each row falls in, ``(rows,)``."""
        from modiste.recommend.walking import walk

        out = np.zeros(len(rows), dtype=np.float64)
        walk(
            np.ascontiguousarray(rows, dtype=np.float32), self.feature, self.threshold,
            self.left, self.right, self.leaf, self.root, out,
        )  # fmt: skip
        return out
