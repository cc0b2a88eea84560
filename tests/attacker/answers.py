"""Served answers: the levels that an answer holds, and conditions on other answers."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shapes import OTHERWISE, Levels

Served = dict[str, Any]

INSTEAD = {
    "UNANSWERED": "non_response",
    "NOT_APPLICABLE": "not_applicable",
    "DECLINED": "declined",
    "NOTHING_NEW": "nothing_new",
    "NOT_ASKED": "not_asked",
}


def options(value: Any) -> list[str]:
    """Returns the options in a value, wherever it keeps them."""
    if isinstance(value, list):
        return [option for one in value for option in options(one)]
    if not isinstance(value, dict):
        return []
    found = [value["option"]] if isinstance(value.get("option"), str) else []
    if isinstance(value.get("options"), list):
        found += [option for option in value["options"] if isinstance(option, str)]
    return found + [option for one in value.values() if isinstance(one, dict | list) for option in options(one)]


def held(levels: Sequence[str], order: Sequence[str], answer: Served) -> Levels:
    """Returns the levels of a table that an answer holds.

    `order` is the list of the question's options, as the instrument gives them.
    """
    disposition = answer["disposition"].upper()
    if disposition != "ANSWERED":
        return frozenset([INSTEAD[disposition]])
    chosen = set(options(answer.get("value")))
    rank = {option: place for place, option in enumerate(order)}
    top = max((rank[option] for option in chosen if option in rank), default=0)
    holds = set()
    for level in levels:
        kind, _, option = level.partition(":")
        if kind == "answered":
            holds.add(level)
        elif kind in ("chosen", "ranked", "recorded") and option in chosen:
            holds.add(level)
        elif kind == "not_chosen" and option not in chosen:
            holds.add(level)
        elif kind == "at_least" and rank[option] <= top:
            holds.add(level)
    return frozenset(holds) - frozenset(OTHERWISE)


def offered(condition: Served | None, answer: Callable[[str], Served | None], absent: Served | None = None) -> bool | None:
    """Returns whether a condition holds; None if that depends on unknown answers.

    `answer` gives the known answers. `absent` is the answer to use if it gives none.
    """
    if not condition:
        return True
    if "all" in condition or "any" in condition:
        every = "all" in condition
        verdicts = [offered(one, answer, absent) for one in condition["all" if every else "any"]]
        return _together(verdicts, every)
    known = answer(condition["question"]) or absent
    if known is None:
        return None
    if known["disposition"].upper() != "ANSWERED":
        return False
    return condition["op"] == "answered" or bool(set(options(known.get("value"))) & set(condition["value"]))


def _together(verdicts: Iterable[bool | None], every: bool) -> bool | None:
    verdicts = list(verdicts)
    if (not every) in verdicts:
        return not every
    return None if None in verdicts else every
