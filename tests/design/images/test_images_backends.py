"""Image models: an endpoint of one's own, licences, and the mark in what they make."""

import base64
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from modiste.design.draw import flat, png
from modiste.design.images import backend, is_marked, marked
from modiste.design.images.backends import commercial
from modiste.design.images.prompt import described
from modiste.design.llm.ask import HelperError
from modiste.design.spec.bases import base
from modiste.design.words import read
from modiste.model.errors import InputError, MissingExtraError, SettingsError
from modiste.store.settings import Design

pytest.importorskip("httpx")
Image = pytest.importorskip("PIL.Image")


def picture(kind):
    out = io.BytesIO()
    Image.new("RGB", (32, 20), (200, 60, 50)).save(out, kind)
    return out.getvalue()


@pytest.fixture
def server():
    asked = []
    answers = {"data": [{"b64_json": base64.b64encode(picture("PNG")).decode()}]}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(answers).encode())

        def log_message(self, *_):
            pass

    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{found.server_port}/v1"
    yield (
        Design(images_url=url, images_model="painter", images_licence="apache-2.0"),
        asked,
        answers,
    )
    found.shutdown()
    found.server_close()


def test_a_picture_of_words_is_marked_and_bears_its_licence(server):
    settings, asked, _ = server
    used = backend(settings)
    made = used.generate("a navy coat", seed=7)
    assert (made.model, made.licence) == ("painter", "apache-2.0")
    assert is_marked(made.data)
    assert Image.open(io.BytesIO(made.data)).size == (32, 20)
    path, body = asked[0]
    assert path == "/v1/images/generations"
    assert json.loads(body)["seed"] == 7
    assert used.abilities.commercial
    assert not used.abilities.local


def test_a_sketch_goes_to_the_edits_endpoint(server):
    settings, asked, _ = server
    sketch = png(flat(base("coat"), "front"), 64)
    assert is_marked(backend(settings).generate("a coat", sketch=sketch).data)
    path, body = asked[0]
    assert path == "/v1/images/edits"
    assert sketch in body


def test_an_answer_without_a_picture_is_told(server):
    settings, _, answers = server
    answers["data"] = [{"url": "http://example.com/x.png"}]
    with pytest.raises(HelperError, match="no picture"):
        backend(settings).generate("x")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_mark_is_xmp_that_other_programs_read(kind):
    data = marked(picture(kind), model='a "model" & co', licence="mit")
    image = Image.open(io.BytesIO(data))
    image.load()
    packet = image.info["XML:com.adobe.xmp" if kind == "PNG" else "xmp"]
    text = packet if isinstance(packet, str) else packet.decode()
    assert "digitalsourcetype/trainedAlgorithmicMedia" in text
    assert "a &quot;model&quot; &amp; co" in text or "'Modiste with a \"model\" &amp; co'" in text
    assert not is_marked(picture(kind))
    with pytest.raises(InputError, match="PNG and JPEG"):
        marked(b"GIF89a", model="m")


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("apache-2.0", True), ("", True), ("openrail++", True), ("cc-by-nc-4.0", False),
        ("flux-1-dev-non-commercial-license", False), ("stabilityai-research", False),
        ("cc-by-sa-4.0", True),
    ],
)  # fmt: skip
def test_licences_for_non_commercial_use_need_an_opt_in(licence, allowed):
    assert commercial(licence) is allowed
    settings = Design(images_url="http://127.0.0.1:9", images_model="m", images_licence=licence)
    if allowed:
        assert backend(settings).abilities.licence == licence
        return
    with pytest.raises(SettingsError, match="non-commercial"):
        backend(settings)
    opted = settings.model_copy(update={"noncommercial": True})
    assert not backend(opted).abilities.commercial


def test_a_folder_is_looked_at_before_it_is_used(tmp_path):
    with pytest.raises(SettingsError, match="no image model"):
        backend(Design())
    with pytest.raises(InputError, match="no diffusion model"):
        backend(Design(diffusers=str(tmp_path)))
    (tmp_path / "model_index.json").write_text("{}")
    (tmp_path / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    with pytest.raises(SettingsError, match=r"cc-by-nc-4\.0"):
        backend(Design(diffusers=str(tmp_path)))
    found = backend(Design(diffusers=str(tmp_path), noncommercial=True))
    assert found.abilities.local
    try:
        import diffusers  # noqa: F401
    except ImportError:
        with pytest.raises(MissingExtraError, match="diffusers"):
            found.generate("x")


def test_a_design_in_words_says_what_is_special():
    words = described(read("navy floral maxi dress with puff sleeves and lace trim").spec)
    assert words.startswith("navy dress for women")
    assert "print floral" in words
    assert "sleeve puff" in words
    assert "none" not in words
