"""Whom to ring for whom."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.assignment import Person, Waiting, assign
from bot.conversation.waits import place, running_mean
from tests.conversation.scripted import NOW

PEOPLE = st.lists(
    st.builds(
        Person,
        staff_id=st.sampled_from("abcdef"),
        name=st.just("林晓"),
        store=st.sampled_from([None, "river", "campus"]),
        room=st.integers(-1, 3),
        load=st.integers(0, 4),
    ),
    unique_by=lambda person: person.staff_id,
    max_size=5,
)
QUEUE = st.lists(
    st.builds(
        Waiting,
        conversation_id=st.uuids().map(str),
        epoch=st.just(1),
        store=st.sampled_from([None, "river", "campus"]),
        advisor=st.sampled_from([None, "a", "b", "z"]),
        rung=st.dictionaries(st.sampled_from("abcdef"), st.just(NOW), max_size=3),
    ),
    unique_by=lambda one: one.conversation_id,
    max_size=8,
)


def person(staff_id: str, room: int = 1, load: int = 0, store: str | None = None) -> Person:
    return Person(staff_id, staff_id, store, room, load)


def chosen(one: Waiting, *people: Person) -> str:
    ((_, who),) = assign([one], people)
    return who.staff_id


@given(QUEUE, PEOPLE)
def test_nobody_gets_more_than_they_can_take_and_nobody_is_passed_over(queue: list[Waiting], people: list[Person]) -> None:
    pairs = assign(queue, people)
    given_to = Counter(who.staff_id for _, who in pairs)
    rooms = {one.staff_id: max(one.room, 0) for one in people}
    assert all(count <= rooms[staff_id] for staff_id, count in given_to.items())
    assert [one for one, _ in pairs] == queue[: min(len(queue), sum(rooms.values()))]


def test_the_own_advisor_comes_first_though_others_have_less_to_do() -> None:
    assert chosen(Waiting("c", 1, "river", advisor="a"), person("b"), person("a", load=2)) == "a"


def test_then_the_store_then_whoever_has_least_to_do() -> None:
    there = (person("a", load=2, store="river"), person("b", store="campus"), person("c", load=1, store="river"))
    assert chosen(Waiting("c", 1, "river"), *there) == "c"


def test_whoever_let_it_ring_comes_last_the_longest_ago_first() -> None:
    rung = {"a": NOW, "b": NOW - timedelta(seconds=30)}
    assert chosen(Waiting("c", 1, advisor="a", rung=rung), person("a"), person("b"), person("c", load=2)) == "c"
    assert chosen(Waiting("c", 1, advisor="a", rung=rung), person("a"), person("b")) == "b"


def test_the_usual_wait_needs_three_waits_and_forgets_slowly() -> None:
    minute = timedelta(minutes=1)
    assert running_mean([minute, minute]) is None
    assert running_mean([minute, minute, minute * 11]) == minute * 2
    assert place(2, minute * 2, minute) == {"position": 2, "wait_seconds": 60}
    assert place(1, minute, minute * 5) == {"position": 1, "wait_seconds": 0}
    assert place(3, None, minute) == {"position": 3}
