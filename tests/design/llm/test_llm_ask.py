"""A language model that is not trusted: a fake server that answers well, badly or not at all."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from modiste.design.llm import ask
from modiste.design.llm.ask import HelperError
from modiste.design.spec.bases import base
from modiste.model.errors import SettingsError
from modiste.store.settings import Design

pytest.importorskip("httpx")


class Fake:
    """Answers in order; keeps what it was asked."""

    def __init__(self, answers):
        self.answers, self.asked, self.keys = list(answers), [], []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked.append((self.path, json.loads(body)))
                outer.keys.append(self.headers.get("Authorization"))
                status, answer = outer.answers.pop(0)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def said(content, status=200):
    return status, json.dumps({"choices": [{"message": {"content": content}}]})


@pytest.fixture
def fake() -> Iterator:
    made = []

    def start(*answers):
        made.append(Fake(answers))
        return made[-1], Design(llm_url=made[-1].url, llm_model="tester", llm_seconds=5)

    yield start
    for each in made:
        each.server.shutdown()
        each.server.server_close()


GOOD = base("coat").model_dump_json()


def test_a_valid_spec_is_taken_and_the_schema_and_the_key_are_sent(fake, monkeypatch):
    monkeypatch.setenv("MODISTE_LLM_KEY", "k-1")
    server, settings = fake(said(f"Here:\n```json\n{GOOD}\n```"))
    answer = ask("a coat", settings, start=base("jacket"))
    assert (answer.spec, answer.tries, answer.repaired) == (base("coat"), 1, ())
    path, body = server.asked[0]
    assert path == "/v1/chat/completions"
    assert body["model"] == "tester"
    assert "Where the hem falls" in body["messages"][0]["content"]
    assert "a coat" in body["messages"][1]["content"]
    assert server.keys == ["Bearer k-1"]


def test_what_the_grammar_forbids_is_repaired_to_the_nearest(fake):
    data = base("skirt").model_dump(mode="json") | {"collar": "turtle"}
    _, settings = fake(said(json.dumps(data)))
    answer = ask("a skirt with a turtleneck", settings)
    assert answer.spec == base("skirt")
    assert answer.repaired == ("collar: turtleneck → none: skirt: has no collar",)


def test_what_is_no_spec_is_sent_back_with_the_fault_and_asked_for_again(fake):
    server, settings = fake(said("I think a toga"), said('{"category": "toga"}'), said(GOOD))
    assert ask("a toga", settings).tries == 3
    assert "no JSON" in server.asked[1][1]["messages"][-1]["content"]
    assert "category" in server.asked[2][1]["messages"][-1]["content"]


def test_after_three_bad_answers_it_gives_up(fake):
    server, settings = fake(*[said("no")] * 4)
    with pytest.raises(HelperError, match="3 tries"):
        ask("x", settings)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        ((401, "{}"), "answered 401"),
        ((500, "{}"), "answered 500"),
        ((200, "<html>"), "no answer that can be read"),
        ((200, '{"choices": []}'), "chat completions"),
    ],
)
def test_an_endpoint_that_does_not_answer_well_is_told(fake, answer, what):
    _, settings = fake(answer)
    with pytest.raises(HelperError, match=what):
        ask("x", settings)


def test_nothing_is_called_unless_configured():
    with pytest.raises(SettingsError, match="no language model"):
        ask("x", Design())
    with pytest.raises(HelperError, match="no answer"):
        ask("x", Design(llm_url="http://127.0.0.1:9/v1", llm_model="m", llm_seconds=2))
