"""From a node of MaBoSS to its rule, and the switches that turn it off or on for good."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from her2model.errors import FormatError, LimitError
from her2model.formats.assembly import constant, is_input
from her2model.formats.maboss_rates import Rates, follows, truth
from her2model.formats.maboss_text import Node
from her2model.model.dialects import MABOSS_RULES
from her2model.model.rules import Rule

__all__ = ["NodeLogic"]

_PLAIN = re.compile(r"(?!.*\b[0-9])[\w\s()&|!^]*\Z", re.S)


class NodeLogic:
    """The logic of one node under the constants of the settings.

    Parameters
    ----------
    node
        The node.
    constants
        Name without ``$`` → value.
    where
        The file, for messages.

    Attributes
    ----------
    supposed
        Constants that no settings give, and what was taken for them.
    negative
        Rates that are negative in some states and positive in others.
    swings
        Whether there are states in which both rates act, so that the node goes to and fro.
    """

    def __init__(self, node: Node, constants: Mapping[str, float], where: str) -> None:
        self.node, self.constants, self.where = node, constants, where
        self.supposed: dict[str, float] = {}
        self.swings = False
        self.negative: list[str] = []

    def stop(self, message: str, hint: str = "") -> FormatError:
        """Make an error at the place of the node."""
        return FormatError(message, where=self.where, line=self.node.line, hint=hint)

    def rule(self) -> Rule | None:
        """Return the rule, or None for an input.

        Raises
        ------
        FormatError
            The rates are not those of a logic, or the logic cannot be read.
        """
        logic = self.node.attributes.get("logic")
        if not self.node.rates:
            if logic is None or is_input(logic, self.node.name):
                return None
            return self._logic(logic)
        self._demand_positive(self._rates(self.constants))
        return self._of_rates(self.constants, self.supposed)

    def _demand_positive(self, rates: Rates) -> None:
        """Refuse a rate that is negative and never positive; MaBoSS breaks off there."""
        for which in ("rate_up", "rate_down"):
            values = rates.values(which) if which in self.node.attributes else {}
            low = min(values, default=0)
            if low < 0 < max(values):
                self.negative.append(f"{which} of {self.node.name}")
            elif low < 0:
                message = f"the {which} of {self.node.name!r} is {low:g}"
                raise self.stop(message, "a rate is 0 or above; see the constants in the .cfg")

    def switches(self) -> Iterator[tuple[str, int]]:
        """Name each constant that is 0 and, when it is 1, holds the node at a value for good."""
        texts = " ".join(v for k, v in self.node.attributes.items() if k.startswith("rate_"))
        for name in dict.fromkeys(re.findall(r"\$(\w+)\s*\)?\s*\?", texts)):
            if self.constants.get(name, 0) == 0:
                turned = self._of_rates({**self.constants, name: 1.0}, {})
                if turned and turned.constant is not None:
                    yield name, turned.constant

    def _logic(self, text: str) -> Rule:
        if _PLAIN.match(text):
            return Rule.parse(
                text, self.where, dialect=MABOSS_RULES, line=self.node.line, error=FormatError
            )
        rates = self._rates(self.constants)
        found = Rule(truth(rates.values("logic")))
        if rates.supposed:
            names = ", ".join(f"${name}" for name in rates.supposed)
            hint = "give it a value in the .cfg file of the same name"
            raise self.stop(f"the logic of {self.node.name!r} needs {names}", hint)
        return found

    def _rates(self, constants: Mapping[str, float]) -> Rates:
        return Rates(self.node.attributes, constants, self.where, self.node.line)

    def _of_rates(self, constants: Mapping[str, float], supposed: dict[str, float]) -> Rule | None:
        name, rates = self.node.name, self._rates(constants)
        up, down = self._acting(rates, "rate_up"), self._acting(rates, "rate_down")
        supposed |= rates.supposed
        try:
            rule, self.swings = follows(up, down, name)
        except LimitError as reason:
            raise self.stop(f"whether the rates of {name!r} follow a logic: {reason}") from None
        keeps = rule.text == name and is_input(self.node.attributes.get("logic", name), name)
        return None if keeps else rule

    def _acting(self, rates: Rates, which: str) -> Rule:
        """Return when a rate is above 0; one that is not written follows the logic."""
        if which in self.node.attributes:
            values = rates.values(which)
            return Rule(truth({v: when for v, when in values.items() if v > 0}))
        if "logic" not in self.node.attributes:
            return constant(0)
        logic = self._logic(self.node.attributes["logic"])
        return ~logic if which == "rate_down" else logic
