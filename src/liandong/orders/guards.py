"""Rules of other apps that every order must pass; installed by `config.wiring`, asked by `issue_order`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from liandong.access.rules import Actor
    from liandong.orders.rules import IssuingRule, OrderDraft

_rules: list[IssuingRule] = []


def install(rule: IssuingRule) -> None:
    """Ask `rule` before every order; installing it twice changes nothing."""
    if rule not in _rules:
        _rules.append(rule)


def remove(rule: IssuingRule) -> None:
    """Ask `rule` no longer."""
    if rule in _rules:
        _rules.remove(rule)


def check(actor: Actor, draft: OrderDraft) -> None:
    """The first rule that objects refuses the order with its Problem, which says who may issue it."""
    for rule in _rules:
        rule(actor, draft)
