"""Models as GLB (binary glTF 2.0) and USDZ: metres, real size, the print on the grain.

Both are what phones and browsers take for a view in one's own room. The cloth is two-sided; the
body, where it is shown, is a plain grey form.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.model.errors import MissingExtraError

if TYPE_CHECKING:
    from modiste.design.drape.model import Model, Pixels

_BODY: Final = (0.55, 0.54, 0.53)
_REMEDY: Final = "Install it with: pip install 'modiste[drape]'."


def png_of(pixels: Pixels) -> bytes:
    """A picture as PNG."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, format="PNG", optimize=True)
    return out.getvalue()


def glb_of(model: Model) -> bytes:
    """The model as GLB.

    Raises:
        MissingExtraError: trimesh is not installed.
    """
    try:
        import trimesh
    except ModuleNotFoundError:
        raise MissingExtraError("GLB files need trimesh", remedy=_REMEDY) from None
    from PIL import Image
    from trimesh.visual.material import PBRMaterial

    scene = trimesh.Scene()
    cloth = PBRMaterial(
        name="cloth",
        baseColorTexture=Image.fromarray(model.texture[..., :3]),
        roughnessFactor=model.roughness,
        metallicFactor=0.0,
        doubleSided=True,
    )
    visual = trimesh.visual.TextureVisuals(uv=model.uvs, material=cloth)
    scene.add_geometry(
        trimesh.Trimesh(
            model.vertices, model.triangles, vertex_normals=model.normals, visual=visual,
            process=False,
        ),
        node_name="garment",
        geom_name="garment",
    )  # fmt: skip
    if model.body is not None:
        skin = PBRMaterial(
            name="body", baseColorFactor=[*_BODY, 1.0], roughnessFactor=0.8, metallicFactor=0.0
        )
        scene.add_geometry(
            trimesh.Trimesh(
                model.body.vertices, model.body.faces, process=False,
                visual=trimesh.visual.TextureVisuals(material=skin),
            ),
            node_name="body",
            geom_name="body",
        )  # fmt: skip
    made: bytes = trimesh.exchange.gltf.export_glb(scene, include_normals=True)
    return made


def usdz_of(model: Model, folder: Path) -> bytes:
    """The model as USDZ.

    Args:
        model: what is written.
        folder: an empty folder for the parts on the way.

    Raises:
        MissingExtraError: usd-core is not installed.
    """
    try:
        from pxr import Usd, UsdGeom
    except ModuleNotFoundError:
        raise MissingExtraError("USDZ files need usd-core", remedy=_REMEDY) from None
    (folder / "print.png").write_bytes(png_of(model.texture[..., :3]))
    file = folder / "garment.usdc"
    stage = Usd.Stage.CreateNew(str(file))
    UsdGeom.SetStageUpAxis(stage, UsdGeom.Tokens.y)
    UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    root = UsdGeom.Xform.Define(stage, "/Garment")
    stage.SetDefaultPrim(root.GetPrim())
    _material(stage, "/Garment/Cloth", model.roughness, texture="print.png")
    _mesh(stage, "/Garment/Garment", "/Garment/Cloth", model.vertices, model.triangles, model)
    if model.body is not None:
        _material(stage, "/Garment/Skin", 0.8, texture=None)
        _mesh(stage, "/Garment/Body", "/Garment/Skin", model.body.vertices, model.body.faces)
    stage.GetRootLayer().Save()
    return _packed([file, folder / "print.png"])


def _mesh(
    stage: Any, path: str, material: str, vertices: Any, faces: Any, cloth: Model | None = None
) -> None:
    from pxr import Gf, Sdf, UsdGeom, UsdShade, Vt

    mesh = UsdGeom.Mesh.Define(stage, path)
    mesh.CreatePointsAttr(Vt.Vec3fArray.FromNumpy(np.asarray(vertices, np.float32)))
    mesh.CreateFaceVertexCountsAttr(Vt.IntArray.FromNumpy(np.full(len(faces), 3, np.int32)))
    mesh.CreateFaceVertexIndicesAttr(Vt.IntArray.FromNumpy(np.asarray(faces, np.int32).ravel()))
    mesh.CreateSubdivisionSchemeAttr(UsdGeom.Tokens.none)
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    mesh.CreateExtentAttr([Gf.Vec3f(*map(float, low)), Gf.Vec3f(*map(float, high))])
    mesh.CreateDoubleSidedAttr(cloth is not None)
    if cloth is not None:
        mesh.CreateNormalsAttr(Vt.Vec3fArray.FromNumpy(cloth.normals.astype(np.float32)))
        mesh.SetNormalsInterpolation(UsdGeom.Tokens.vertex)
        places = UsdGeom.PrimvarsAPI(mesh).CreatePrimvar(
            "st", Sdf.ValueTypeNames.TexCoord2fArray, UsdGeom.Tokens.vertex
        )
        places.Set(Vt.Vec2fArray.FromNumpy(cloth.uvs.astype(np.float32)))
    UsdShade.MaterialBindingAPI.Apply(mesh.GetPrim()).Bind(UsdShade.Material.Get(stage, material))


def _material(stage: Any, path: str, roughness: float, *, texture: str | None) -> None:
    from pxr import Gf, Sdf, UsdShade

    material = UsdShade.Material.Define(stage, path)
    surface = UsdShade.Shader.Define(stage, f"{path}/Surface")
    surface.CreateIdAttr("UsdPreviewSurface")
    surface.CreateInput("roughness", Sdf.ValueTypeNames.Float).Set(float(roughness))
    surface.CreateInput("metallic", Sdf.ValueTypeNames.Float).Set(0.0)
    colour = surface.CreateInput("diffuseColor", Sdf.ValueTypeNames.Color3f)
    if texture is None:
        colour.Set(Gf.Vec3f(*_BODY))
    else:
        reader = UsdShade.Shader.Define(stage, f"{path}/Places")
        reader.CreateIdAttr("UsdPrimvarReader_float2")
        reader.CreateInput("varname", Sdf.ValueTypeNames.String).Set("st")
        sampler = UsdShade.Shader.Define(stage, f"{path}/Print")
        sampler.CreateIdAttr("UsdUVTexture")
        sampler.CreateInput("file", Sdf.ValueTypeNames.Asset).Set(texture)
        for side in ("wrapS", "wrapT"):
            sampler.CreateInput(side, Sdf.ValueTypeNames.Token).Set("repeat")
        sampler.CreateInput("st", Sdf.ValueTypeNames.Float2).ConnectToSource(
            reader.ConnectableAPI(), "result"
        )
        colour.ConnectToSource(sampler.ConnectableAPI(), "rgb")
    material.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")


def _packed(files: list[Path]) -> bytes:
    """A USDZ package: a zip without compression whose files begin at multiples of 64 bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        for file in files:
            entry = zipfile.ZipInfo(file.name, date_time=(1980, 1, 1, 0, 0, 0))
            start = out.tell() + 30 + len(entry.filename.encode())
            padding = -start % 64
            if 0 < padding < 4:  # an extra field takes four bytes at least
                padding += 64
            if padding:
                entry.extra = b"\x86\x19" + (padding - 4).to_bytes(2, "little") + bytes(padding - 4)
            package.writestr(entry, file.read_bytes())
    return out.getvalue()
