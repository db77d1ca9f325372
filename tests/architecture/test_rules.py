"""Every rule of the house holds for every file, passes its good sample and finds its bad one."""

from __future__ import annotations

from statistics import median

import pytest

from tests.architecture import layout_rules, text_rules, writing_rules
from tests.architecture.house import PACKAGE, Rule, functions, sources

RULES = (*writing_rules.RULES, *layout_rules.RULES, *text_rules.RULES)
names = [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=names)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    breaches = [breach for source in sources() for breach in rule.breaches(source)]
    assert not breaches, "\n" + "\n".join(breaches)


@pytest.mark.parametrize("rule", RULES, ids=names)
def test_the_rule_passes_its_good_sample(rule: Rule) -> None:
    assert rule.breaches(rule.sample(rule.good)) == []


@pytest.mark.parametrize("rule", RULES, ids=names)
def test_the_rule_finds_its_bad_sample_and_says_file_rule_and_remedy(rule: Rule) -> None:
    breaches = rule.breaches(rule.sample(rule.bad))
    assert breaches
    assert all(breach.startswith(rule.sample_path) for breach in breaches)
    assert all(rule.name in breach and rule.remedy in breach for breach in breaches)


def test_rules_have_names_of_their_own() -> None:
    assert len(set(names)) == len(names)


def test_half_of_all_functions_have_ten_lines_at_most() -> None:
    lengths = [
        (function.end_lineno or 0) - function.lineno + 1
        for source in sources()
        if source.path.is_relative_to(PACKAGE)
        for function in functions(source.tree)
    ]
    assert len(lengths) > 100
    assert median(lengths) <= 10
