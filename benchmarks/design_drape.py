"""Draping: penetration, strain and CPU of every category in every fabric, and valid files."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

_VALIDATE = """
const validator = require(process.argv[1]);
const bytes = new Uint8Array(require('fs').readFileSync(process.argv[2]));
validator.validateBytes(bytes).then(r => console.log(JSON.stringify(r.issues)));
"""


def categories() -> None:
    """Each base garment on its body, in its own fabric."""
    from modiste.design.drape.avatar import avatar_of
    from modiste.design.drape.cloth import cloth_of
    from modiste.design.drape.fabric import behaviour, preset_of
    from modiste.design.drape.place import placed
    from modiste.design.drape.service import cache_folder
    from modiste.design.drape.solver import drape
    from modiste.design.make.body import body_of_size
    from modiste.design.make.garment import draft
    from modiste.design.spec.bases import base
    from modiste.design.spec.vocabulary import Category

    bodies = {"women": "38", "men": "50", "children": "122"}
    print("| garment | body | fabric | vertices | inside | deepest mm | strain p95 | cpu s |")
    print("|---|---|---|---|---|---|---|---|")
    for people, size in bodies.items():
        body = body_of_size(size, people)
        began = time.process_time()
        avatar = avatar_of(body, cache_folder=cache_folder())
        shaped = time.process_time() - began
        for category in Category:
            try:
                spec = base(category, people)
            except Exception as error:  # noqa: BLE001, a category that a people lacks
                print(f"| {category} | {people} {size} | not made: {type(error).__name__} |")
                continue
            name = preset_of(spec.fabric)
            began = time.process_time()
            cloth = cloth_of(draft(spec, body))
            found = drape(cloth, placed(cloth, avatar), avatar, behaviour(name))
            took = time.process_time() - began
            strain = np.quantile(found.strain, 0.95)
            print(
                f"| {category} | {people} {size} | {name} | {len(cloth.points):,} | {found.inside} "
                f"| {found.depth * 1000:.1f} | {strain:.3f} | {took:.1f} |",
                flush=True,
            )
        print(f"body of {people} {size}: {shaped:.1f} cpu s (0 where it was kept)")


def sampled() -> None:
    """Forty sampled designs on their size: how many lie outside the body and unstretched."""
    from benchmarks.design_draw import sampled as specs
    from modiste.design.drape.service import dress
    from modiste.design.make.body import body_of_size
    from modiste.model.errors import ModisteError

    bodies = {"women": "38", "men": "50", "children": "122"}
    inside, stretched, refused, times = [], [], 0, []
    for spec in specs(40, 5):
        began = time.process_time()
        try:
            made = dress(spec, body_of_size(bodies[spec.audience], spec.audience))
        except ModisteError as error:
            refused += 1
            print(f"refused: {error}")
            continue
        times.append(time.process_time() - began)
        inside.append(made.draped.inside)
        stretched.append(float(np.quantile(made.draped.strain, 0.95)))
        if inside[-1] or stretched[-1] > 1.10:
            print(f"{made.pattern.title}: {inside[-1]} inside, strain p95 {stretched[-1]:.3f}")
    print(
        f"{len(times)} draped, {refused} refused; {sum(1 for n in inside if n)} with particles "
        f"inside; strain p95 over 1.10 in {sum(1 for s in stretched if s > 1.1)}, "
        f"median {np.median(stretched):.3f}; cpu s median {np.median(times):.1f}, "
        f"most {max(times):.1f}"
    )


def validator() -> None:
    """The GLB through the Khronos validator, where Node.js and npm are there."""
    from modiste.design.drape.glb import glb_of
    from modiste.design.drape.service import dress
    from modiste.design.make.body import body_of_size
    from modiste.design.spec.bases import base

    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        print("Node.js is not there: not validated")
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [npm, "install", "--silent", "--prefix", folder, "gltf-validator"], check=True
        )
        file = Path(folder) / "dress.glb"
        file.write_bytes(glb_of(dress(base("dress"), body_of_size("38")).model))
        package = Path(folder) / "node_modules" / "gltf-validator"
        said = subprocess.run(
            [node, "-e", _VALIDATE, str(package), str(file)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
        issues = json.loads(said.stdout)
        print(f"{file.stat().st_size:,} bytes: {issues['numErrors']} errors, "
              f"{issues['numWarnings']} warnings, {issues['numInfos']} infos")  # fmt: skip


MEASURES: Mapping[str, Callable[[], None]] = {
    "drape": categories, "drape-sampled": sampled, "glb": validator,
}  # fmt: skip
