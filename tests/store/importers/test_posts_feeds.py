from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from fake_lake import FakeLake

from modiste.model.errors import InputError

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Mode</title><link>https://www.mode.test/</link>
<item><title>Linen &amp; lace</title><link>https://www.mode.test/a</link><guid>1</guid>
<pubDate>Tue, 04 Mar 2025 12:00:00 GMT</pubDate><dc:creator>Anna Blogger</dc:creator>
<category>linen</category><category>lace</category><description>short</description>
<content:encoded><![CDATA[<p>All about <b>linen</b>. Write to anna@mode.test</p>
<script>x()</script>]]></content:encoded></item>
<item><title>No time</title><link>https://www.mode.test/b</link></item>
<item><title>Later</title><link>https://www.mode.test/anna-blogger/c</link>
<dc:creator>anna-blogger</dc:creator><pubDate>2025-03-05T12:00:00+01:00</pubDate></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>
<entry><id>urn:1</id><title>Wide legs</title><link href="https://b.test/1"/>
<link rel="edit" href="https://b.test/e"/><updated>2025-03-04T13:00:00+01:00</updated>
<author><name>Bob Writer</name></author>
<summary type="html">&lt;p&gt;again&lt;/p&gt;</summary></entry>
</feed>"""


def test_rss(run: Callable, lake: FakeLake) -> None:
    summary, rejects = run({"feed.xml": RSS})
    assert summary.files[0].importer == "feeds"
    first, later = lake.read("post").sort("at").rows(named=True)
    assert first["text"] == "Linen & lace. All about linen . Write to [e-mail]\nlinen, lace"
    assert first["at"] == datetime(2025, 3, 4, 12, tzinfo=UTC)
    assert (first["source"], first["kind"]) == ("mode.test", "blog")
    assert first["url"] == "https://www.mode.test/a"
    assert first["author_id"].startswith("c_")
    assert later["url"] is None  # it names the author
    assert rejects.select("row", "reason").rows() == [
        ("2", "the article has no time that can be read")
    ]
    assert "anna" not in str(lake.tables).casefold()
    again, _ = run({"feed.xml": RSS})
    assert again.written == 0


def test_atom(run: Callable, lake: FakeLake) -> None:
    run({"atom.xml": ATOM})
    (row,) = lake.read("post").rows(named=True)
    assert row["text"] == "Wide legs. again"
    assert row["url"] == "https://b.test/1"
    assert row["at"] == datetime(2025, 3, 4, 12, tzinfo=UTC)
    assert "Bob" not in str(lake.tables)


def test_product_feeds_stay_product_feeds(run: Callable, lake: FakeLake) -> None:
    priced = "<guid>1</guid><id>1</id><price>9.90 EUR</price><availability>in stock</availability>"
    summary, _ = run({"feed.xml": RSS.replace("<guid>1</guid>", priced)})
    assert summary.files[0].importer == "google_merchant"


def test_entities_are_refused(run: Callable, lake: FakeLake) -> None:
    start = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]>'
    bomb = f"{start}<rss><channel><item><title>&a;</title></item></channel></rss>"
    with pytest.raises(InputError, match="XML cannot be read"):
        run({"feed.xml": bomb})
    assert lake.tables == {}
