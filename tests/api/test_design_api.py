"""/v1/design: words, pictures, products, checks, boards and flats over HTTP."""

import json

import pytest

from modiste.design.draw import flat, png
from modiste.design.spec.bases import base
from modiste.design.words import read

pytest.importorskip("resvg_py")
URL = "/v1/design"


def spec_of(text):
    return read(text).spec.model_dump(mode="json")


def test_words_become_a_design_and_strangers_are_named(viewer):
    answer = viewer.post(f"{URL}/read", json={"text": "navy midi dress, levitating"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["spec"]["category"] == "dress"
    assert found["said"] == {"category": "dress", "length": "midi"}
    assert [each["text"] for each in found["unknown"]] == ["levitating"]
    nothing = viewer.post(f"{URL}/read", json={"text": "quarterly results"})
    assert nothing.status_code == 422
    assert "Name a garment" in nothing.json()["remedy"]


def test_an_impossible_design_is_checked_with_its_nearest(viewer):
    spec = base("skirt").model_dump(mode="json") | {"collar": "turtle"}
    found = viewer.post(f"{URL}/check", json={"spec": spec, "language": "zh"}).json()
    assert found["valid"] is False
    assert found["reasons"] == ["半身裙没有领子"]
    assert found["nearest"]["collar"] == "none"
    assert viewer.post(f"{URL}/check", json={"spec": found["nearest"]}).json()["valid"] is True
    assert viewer.post(f"{URL}/check", json={"spec": {"category": "toga"}}).status_code == 422


def test_a_slot_is_changed_with_what_it_drags_along(viewer):
    body = {"spec": spec_of("dress"), "settings": {"neckline": "halter"}}
    found = viewer.post(f"{URL}/change", json=body).json()
    assert found["spec"]["neckline"] == "halter"
    assert any("sleeve" in line for line in found["others"])
    said = viewer.post(f"{URL}/change", json=body | {"language": "zh"}).json()["others"]
    assert len(said) == len(found["others"])
    assert any("袖" in line for line in said)
    body["settings"] = {"wings": "two"}
    assert viewer.post(f"{URL}/change", json=body).status_code == 422


def test_a_board_is_judged_by_the_brand(designer):
    body = {"text": "floral dress with puff sleeves under 90 EUR", "count": 6, "seed": 3}
    answer = designer.post(f"{URL}/board", json=body)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert len(found["designs"]) == 6
    assert found["designs"][0]["spec"] == found["heard"]["spec"]
    assert {"novelty", "cost", "restraint"} <= set(found["designs"][0]["known"])
    assert all(each["spec"]["sleeve"]["type"] == "puff" for each in found["designs"])
    assert designer.post(f"{URL}/board", json=body).json() == found
    bred = designer.post(
        f"{URL}/board",
        json={
            "specs": [each["spec"] for each in found["designs"][:2]],
            "likes": [found["designs"][1]["spec"]],
            "locked": ["sleeve.type"],
            "count": 3,
        },
    ).json()
    assert len(bred["designs"]) == 3
    assert bred["heard"] is None
    strange = designer.post(f"{URL}/board", json={"text": "dress", "locked": ["wings"]})
    assert strange.status_code == 422


def test_a_flat_is_drawn_and_only_own_tiles_are_opened(designer, viewer):
    picture = png(flat(read("navy floral midi skirt").spec, "front"), 500)
    seen = designer.post(f"{URL}/look?name=x.png", content=picture)
    assert seen.status_code == 200, seen.text
    assert seen.json()["found"]["category"]["value"] == "skirt"
    drawn = viewer.post(f"{URL}/draw", json={"spec": seen.json()["spec"], "view": "front"})
    assert drawn.status_code == 200, drawn.text
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.lstrip().startswith("<svg")
    outside = seen.json()["spec"]
    outside["print"] |= {"kind": "photo", "tile": "/etc/passwd"}
    refused = viewer.post(f"{URL}/draw", json={"spec": outside})
    assert refused.status_code == 422
    assert "not one of the studio's" in json.dumps(refused.json())


def test_what_is_no_picture_and_what_shows_no_garment_is_refused(designer, viewer):
    assert designer.post(f"{URL}/look?name=x.png", content=b"not a picture").status_code == 415
    plain = png('<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"/>', 80)
    answer = designer.post(f"{URL}/look?name=x.png", content=plain)
    assert answer.status_code == 422
    assert "no garment is seen" in answer.json()["detail"]
    assert viewer.post(f"{URL}/look?name=x.png", content=plain).status_code == 403


def test_a_style_of_the_brand_becomes_a_design(viewer, brand):
    import polars as pl

    products = brand.lake.snapshot().read("product")
    shirts = products.filter(pl.col("category").is_in(["shirt", "dresses", "t-shirt"]))
    style = shirts.sort("product_id").row(0, named=True)
    found = viewer.get(f"{URL}/products/{style['product_id']}").json()
    wanted = {"shirt": "shirt", "dresses": "dress", "t-shirt": "tee"}[style["category"]]
    assert found["spec"]["category"] == wanted
    assert found["spec"]["name"] == style["title"]
    assert viewer.get(f"{URL}/products/nobody").status_code == 404


def test_the_vocabulary_speaks_both_languages(viewer):
    found = viewer.get(f"{URL}/vocabulary").json()
    neckline = next(each for each in found["slots"] if each["slot"] == "neckline")
    assert {"value": "v", "en": "V", "zh": "V领"} in neckline["choices"]
    assert found["categories"]["skirt"]["neckline"] == ["none"]
    assert viewer.get(f"{URL}/schema").json()["title"] == "DesignSpec"
