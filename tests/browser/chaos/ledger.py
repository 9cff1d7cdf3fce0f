"""What a learner has typed, in order, and what must be held in the end: the last of it, or what a check made stand."""

import json
from dataclasses import dataclass, field
from typing import Any

NOTHING = "null"


@dataclass
class Ledger:
    """Positions are the keys. Responses are JSON in canonical form, each with the page that it was typed on."""

    typed: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    sure: dict[str, int] = field(default_factory=dict)
    stands: dict[str, dict[str, Any]] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)

    def type(self, position: str, page: int, response: str) -> None:
        """On a page that does not know yet that the answer stands, one can type, and is told that it is not taken."""
        if position not in self.stands:
            self.typed.setdefault(position, []).append((page, response))

    def flag(self, position: str, flagged: bool) -> None:
        if position not in self.stands:
            self.flags[position] = flagged

    def be_sure(self, position: str, certainty: int) -> None:
        self.sure[position] = certainty

    def check(self, position: str, page: int, held: dict[str, Any]) -> None:
        """After a check on this page: an answer that stands from now on is none that is older than the page's own."""
        if not held["checked"] or position in self.stands:
            return
        self.stands[position] = held
        typed = self.typed.get(position, [])
        own = max((place for place, (where, _response) in enumerate(typed) if where == page), default=-1)
        if not any(json.loads(response) == held["response"] for _where, response in typed[max(own, 0) :]):
            self.losses.append(f"{position} ({held['type']}): {held['response']} was checked, typed were {typed}")

    def redo(self, position: str, page: int, held: dict[str, Any]) -> None:
        """After asking for the question once more: whatever was typed before is gone."""
        if not held["checked"] and self.stands.pop(position, None):
            self.typed[position] = [(page, NOTHING)]
            self.flags[position] = held["flagged"]

    def compare(self, held: dict[str, Any]) -> list[str]:
        """All losses: what is held otherwise than it should be."""
        answers = held["answers"]
        found = [] if held["state"] == "submitted" else [f"the attempt is {held['state']}"]
        for position, typed in self.typed.items():
            stands, answer = self.stands.get(position), answers[position]
            expected = stands["response"] if stands else json.loads(typed[-1][1])
            if answer["response"] != expected:
                words = "stood" if stands else "was typed"
                found.append(f"{position} ({answer['type']}): {expected} {words}, held {answer['response']}")
        for position, flagged in self.flags.items():
            if answers[position]["flagged"] != self.stands.get(position, {"flagged": flagged})["flagged"]:
                found.append(f"{position}: flag {flagged} was lost")
        for position, certainty in self.sure.items():
            if answers[position]["certainty"] != certainty:
                found.append(f"{position}: certainty {certainty} was lost, held {answers[position]['certainty']}")
        return self.losses + found
