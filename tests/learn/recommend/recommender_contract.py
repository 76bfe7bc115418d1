"""The contract of every recommender: one suite that each of them passes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.learn.recommend.tastes import catalogue, events

from modiste.learn.recommend.base import Recommender, load
from modiste.learn.recommend.histories import Histories
from modiste.model.errors import InputError, NotEnoughDataError, UnknownNameError

COLUMNS = ["user", "item", "score", "rank"]


def check(frame: pl.DataFrame, users: list[str], k: int) -> None:
    """What every list fulfils."""
    assert frame.columns == COLUMNS
    assert np.isfinite(frame["score"].to_numpy()).all()
    assert frame["user"].unique(maintain_order=True).is_in(users).all()
    for (_,), part in frame.group_by("user", maintain_order=True):
        assert part["rank"].to_list() == list(range(1, part.height + 1))
        assert part.height <= k
        assert part["item"].n_unique() == part.height
        assert (part["score"].diff().drop_nulls() <= 0).all()


class RecommenderContract:
    """The suite; ``make`` gives a fresh recommender with settings that keep tests quick."""

    def make(self) -> Recommender:
        raise NotImplementedError

    def fitted(self, frame: pl.DataFrame | None = None) -> Recommender:
        known = events() if frame is None else frame
        names = set(known["item"]) | set(catalogue()["item"])
        table = catalogue().join(
            pl.DataFrame({"item": sorted(names)}), on="item", how="right", maintain_order="right"
        )
        return self.make().fit(known, table.select("item", pl.exclude("item")))

    # --- lists --------------------------------------------------------------------------------

    def test_lists_are_full_ordered_and_new_to_the_user(self) -> None:
        frame = events()
        users = sorted(set(frame["user"]))
        lists = self.fitted(frame).recommend(users, 5)
        check(lists, users, 5)
        assert lists.height == 5 * len(users)
        assert lists.join(frame, on=["user", "item"]).height == 0

    def test_what_was_taken_may_come_again(self) -> None:
        frame = events()
        users = sorted(set(frame["user"]))
        lists = self.fitted(frame).recommend(users, 34, filter_seen=False)
        check(lists, users, 34)
        assert lists.height == 34 * len(users)
        assert lists.join(frame, on=["user", "item"]).height > 0

    def test_only_what_is_allowed_comes(self) -> None:
        allowed = ["i00", "i05", "i07", "i33", "no such item"]
        lists = self.fitted().recommend(["u01", "u02", "nobody"], 10, allowed=allowed)
        check(lists, ["u01", "u02", "nobody"], 10)
        assert lists["item"].is_in(allowed).all()
        assert lists.filter(pl.col("user") == "nobody")["item"].len() == 4

    def test_each_row_has_its_own_mask(self) -> None:
        model = self.fitted()
        users = model.data.user_codes(["u01", "u02"])
        mask = np.zeros((2, model.data.n_items), bool)
        mask[0, 3], mask[1, 4] = True, True
        top = model.top(users, 3, allowed=mask, filter_seen=False)
        assert top.items[:, 0].tolist() == [3, 4]
        assert (top.items[:, 1:] == -1).all()

    def test_more_than_there_is(self) -> None:
        lists = self.fitted().recommend(["nobody"], 1_000)
        check(lists, ["nobody"], 1_000)
        assert lists.height == 34

    def test_the_quick_door_says_the_same(self) -> None:
        model = self.fitted()
        users = ["u05", "u03"]
        top = model.top(model.data.user_codes(users), 4)
        lists = model.recommend(users, 4)
        assert model.data.items.gather(top.items.ravel()).to_list() == lists["item"].to_list()
        assert np.allclose(top.scores.ravel(), lists["score"].to_numpy())

    def test_scores_of_some_items_are_those_of_all(self) -> None:
        model = self.fitted()
        codes = model.data.user_codes(["u05", "u03", "nobody"])
        whole = model.scores_for(codes)
        asked = np.array([[0, 7, 33], [5, -1, 2], [1, 2, 3]], np.int32)
        some = model.scores_at(model.histories(codes), asked)
        want = np.where(asked >= 0, np.take_along_axis(whole, np.maximum(asked, 0), 1), -np.inf)
        assert np.allclose(some, want, atol=1e-5)

    def test_lists_follow_the_scores(self) -> None:
        model = self.fitted()
        codes = model.data.user_codes(["u05", "u03"])
        top = model.top(codes, 3, filter_seen=False)
        whole = model.scores_for(codes)
        known = np.isfinite(whole).sum(axis=1)
        for row in range(2):
            best = np.sort(whole[row])[::-1][: min(3, known[row])]
            assert np.allclose(top.scores[row, : len(best)], best, rtol=1e-4, atol=1e-5)

    # --- people and sessions ------------------------------------------------------------------

    def test_an_unknown_user_gets_what_is_popular(self) -> None:
        frame = events()
        best = frame.group_by("item").agg(pl.col("user").n_unique()).sort("user")["item"][-1]
        lists = self.fitted(frame).recommend(["nobody"], 34)
        assert best in lists.head(5)["item"].to_list()

    def test_or_nothing_if_so_configured(self) -> None:
        model = self.fitted()
        if model.name in {"popularity", "hybrid", "auto"}:
            pytest.skip("popularity is part of it and knows something for everybody")
        model.config = model.config.model_copy(update={"fill": "none"})
        assert model.recommend(["nobody"], 5).height == 0

    def test_a_session_is_served_like_a_person(self) -> None:
        model = self.fitted()
        code = model.data.user_codes(["u05"])
        own = model.histories(code)
        top = model.top_of(own, 5, exclude=own)
        assert np.array_equal(top.items, model.top(code, 5).items)
        session = Histories.of([own.items.tolist(), []])
        assert model.top_of(session, 5).items.shape == (2, 5)

    def test_a_user_without_events_is_known(self) -> None:
        users = pl.DataFrame({"user": ["u01", "silent"], "size": ["S", "M"]})
        model = self.make().fit(events(), catalogue(), users)
        assert model.data.user_codes(["silent"])[0] >= 0
        assert model.recommend(["silent"], 3).height == 3

    def test_codes_and_masks_of_other_items_are_refused(self) -> None:
        model = self.fitted()
        for items in ([34], [-1]):
            with pytest.raises(InputError, match="codes of other items"):
                model.top_of(Histories.of([items]), 3)
        with pytest.raises(InputError, match=r"the mask of items has the shape \(3,\)"):
            model.top_of(Histories.of([[1]]), 3, allowed=np.ones(3, bool))

    # --- similar items and reasons ------------------------------------------------------------

    def test_similar_items(self) -> None:
        found = self.fitted().similar(["i03", "i04"], 5)
        assert found.columns == ["item", "similar", "score", "rank"]
        assert (found["item"] != found["similar"]).all()
        for (_,), part in found.group_by("item"):
            assert part.sort("rank")["score"].is_sorted(descending=True)

    def test_an_unknown_item_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="does not know this item") as refused:
            self.fitted().similar(["ix"], 3)
        assert refused.value.place.value == "ix"

    def test_every_recommendation_is_explained(self) -> None:
        model = self.fitted()
        for item in model.recommend(["u05"], 3)["item"]:
            why = model.explain("u05", item)
            assert why.columns == ["kind", "value", "weight"]
            assert why.height
        assert model.explain("nobody", "i00").height

    def test_what_speaks_for_it_is_in_the_history(self) -> None:
        model = self.fitted()
        lists = model.recommend(["u05", "u07"], 5, because=True)
        assert lists.columns == [*COLUMNS, "kind", "because"]
        assert lists["kind"].null_count() == 0
        named = lists.filter(pl.col("because").is_not_null())
        assert (named["kind"] == "item").all()
        taken = events().select("user", pl.col("item").alias("because")).unique()
        assert named.join(taken, on=["user", "because"], how="anti").height == 0

    # --- interactions of every kind -----------------------------------------------------------

    def test_one_item_in_the_catalogue(self) -> None:
        frame = pl.DataFrame({"user": ["a", "b"], "item": ["only", "only"]})
        model = self.make().fit(frame, pl.DataFrame({"item": ["only"], "colour": ["red"]}))
        assert model.recommend(["a"], 5).height == 0
        assert model.recommend(["c"], 5)["item"].to_list() == ["only"]
        assert model.similar(["only"], 5).height == 0

    def test_one_event(self) -> None:
        table = pl.DataFrame({"item": ["x", "y"], "colour": ["red", "red"]})
        model = self.make().fit(pl.DataFrame({"user": ["a"], "item": ["x"]}), table)
        assert model.recommend(["a"], 5)["item"].to_list() == ["y"]

    def test_users_of_one_event(self) -> None:
        frame = pl.DataFrame({"user": [f"u{n}" for n in range(8)], "item": list("abcdabcd")})
        lists = self.fitted(frame).recommend(frame["user"], 2)
        check(lists, frame["user"].to_list(), 2)
        assert lists.height == 16

    def test_ids_of_every_script(self) -> None:
        frame = events().with_columns(
            ("客户·" + pl.col("user")).alias("user"), ("Ü b/ж" + pl.col("item")).alias("item")
        )
        table = catalogue().with_columns(("Ü b/ж" + pl.col("item")).alias("item"))
        model = self.make().fit(frame, table)
        lists = model.recommend(["客户·u05"], 3)
        assert lists.height == 3
        assert lists["item"].str.starts_with("Ü b/ж").all()
        assert_frame_equal(
            lists.select(pl.col("item").str.strip_prefix("Ü b/ж"), "rank"),
            self.make().fit(events(), catalogue()).recommend(["u05"], 3).select("item", "rank"),
        )

    def test_duplicates_change_nothing(self) -> None:
        frame = events()
        twice = pl.concat([frame, frame.head(50)])
        assert self.fitted(twice).data.cleaning.duplicates == 50
        self.same(self.fitted(twice), self.fitted(frame))

    def test_the_order_of_rows_does_not_matter(self) -> None:
        frame = events()
        mixed = frame.sample(fraction=1.0, shuffle=True, seed=3)
        self.same(self.fitted(mixed), self.fitted(frame))

    def test_without_times(self) -> None:
        lists = self.fitted(events().drop("time")).recommend(["u01", "u02"], 5)
        assert lists.height == 10

    def test_the_input_is_not_modified(self) -> None:
        frame = events()
        before = frame.clone()
        self.fitted(frame).recommend(["u01"], 3)
        assert_frame_equal(frame, before)

    # --- sameness -----------------------------------------------------------------------------

    def same(self, left: Recommender, right: Recommender) -> None:
        """Both say the same of everybody."""
        users = sorted(set(events()["user"]))
        assert_frame_equal(
            left.recommend(users, 6), right.recommend(users, 6), check_exact=False, abs_tol=1e-4
        )

    def test_the_same_twice(self) -> None:
        assert_frame_equal(
            self.fitted().recommend(["u01", "u09"], 8), self.fitted().recommend(["u01", "u09"], 8)
        )

    def test_fitting_again_equals_fitting(self) -> None:
        again = self.fitted(events(seed=9)).fit(events(), catalogue())
        users = sorted(set(events()["user"]))
        assert_frame_equal(again.recommend(users, 6), self.fitted().recommend(users, 6))

    def test_new_events_equal_a_refit(self) -> None:
        frame = events().sort("time")
        frame = pl.concat([frame, frame.tail(3).with_columns(pl.lit("late").alias("user"))])
        model = self.make().fit(frame[:420], catalogue())
        self.same(model.partial_update(frame[420:]), self.make().fit(frame, catalogue()))

    def test_saved_and_loaded(self, tmp_path: Path) -> None:
        model = self.fitted()
        model.save(tmp_path / "model")
        again = load(tmp_path / "model")
        users = ["u01", "u02", "nobody"]
        assert type(again) is type(model)
        assert again.config == model.config
        assert_frame_equal(again.recommend(users, 8), model.recommend(users, 8))
        assert_frame_equal(again.similar(["i03"], 5), model.similar(["i03"], 5))
        model.save(tmp_path / "model")  # over itself

    # --- refusals -----------------------------------------------------------------------------

    @pytest.mark.parametrize("k", [0, -1, 2.5, True])
    def test_a_wrong_length_is_refused(self, k: int) -> None:
        with pytest.raises(InputError, match=f"k is {k}"):
            self.fitted().recommend(["u01"], k)

    def test_no_events_at_all_are_refused(self) -> None:
        with pytest.raises(InputError, match="there are no interactions"):
            self.make().fit(events().clear(), catalogue())

    def test_asking_before_fitting_is_refused(self) -> None:
        with pytest.raises(NotEnoughDataError, match="not fitted"):
            self.make().recommend(["u01"], 3)
