"""What must hold for the grade of whatever facts: more of the good never lowers it, more of the bad never raises it."""

import random
from dataclasses import replace

from knowhow.grade import weights
from knowhow.grade.arithmetic import CaseFact, Facts, grade

SEEDS = range(500)
YEAR = 2026


def some_case(dice, **more):
    """Any case: few different values, so that they often meet."""
    values = {
        "organisation": f"o{dice.randrange(6)}",
        "author": f"a{dice.randrange(6)}",
        "region": dice.choice(["", "r1", "r2", "r3", "r4"]),
        "size": dice.choice(["", "small", "medium", "leading"]),
        "industry": dice.choice(["", "A", "B", "C"]),
        "failed": dice.random() < 0.5,
        "followed_up": dice.random() < 0.3,
        "year": dice.choice([None, YEAR, YEAR - 4, YEAR - 7, YEAR - 12]),
    }
    return CaseFact(**{**values, **more})


def some_facts(seed):
    dice = random.Random(seed)
    people = lambda: dice.choice([0, 0, 1, 3, 5, 9, 12])  # noqa: E731
    found = Facts(
        supports=tuple(some_case(dice) for _case in range(dice.randrange(7))),
        contradicts=tuple(some_case(dice) for _case in range(dice.choice([0, 0, 0, 1, 2, 4]))),
        limits=dice.choice([0, 0, 1, 3]),
        states_limits=dice.random() < 0.5,
        worked=people(),
        partly=people(),
        no=people(),
        overdue=dice.random() < 0.2,
        avoids=dice.random() < 0.3,
        year=YEAR,
    )
    return found, dice


def level(facts):
    return weights.ORDER.index(grade(facts).letter)


def over_all_seeds(test):
    """Run the test with the facts of every seed."""

    def run():
        for seed in SEEDS:
            test(*some_facts(seed))

    run.__name__ = test.__name__
    return run


@over_all_seeds
def test_more_support_never_lowers_it(facts, dice):
    independent = some_case(dice, organisation="new", author="new")
    for case in (independent, some_case(dice)):
        assert level(replace(facts, supports=(*facts.supports, case))) >= level(facts)


@over_all_seeds
def test_less_support_never_raises_it(facts, _dice):
    for gone in range(len(facts.supports)):
        rest = facts.supports[:gone] + facts.supports[gone + 1 :]
        assert level(replace(facts, supports=rest)) <= level(facts)


@over_all_seeds
def test_more_against_it_never_raises_it_unless_it_was_not_graded(facts, dice):
    more = replace(facts, contradicts=(*facts.contradicts, some_case(dice)))
    assert level(more) <= level(facts) or grade(facts).letter == ""
    assert level(replace(facts, limits=facts.limits + 1)) <= level(facts)
    assert level(replace(facts, overdue=True)) <= level(facts)
    assert level(replace(facts, year=YEAR + dice.randrange(1, 9))) <= level(facts)


@over_all_seeds
def test_tries_move_it_the_right_way(facts, _dice):
    assert level(replace(facts, worked=facts.worked + 1)) >= level(facts)
    assert level(replace(facts, no=facts.no + 1)) <= level(facts)


@over_all_seeds
def test_what_is_confirmed_or_said_never_lowers_it(facts, _dice):
    assert level(replace(facts, states_limits=True)) >= level(replace(facts, states_limits=False))
    for number, case in enumerate(facts.supports):
        rest = (*facts.supports[:number], replace(case, followed_up=True), *facts.supports[number + 1 :])
        assert level(replace(facts, supports=rest)) >= level(facts)


@over_all_seeds
def test_the_order_of_the_cases_does_not_matter(facts, dice):
    mixed = dice.sample(facts.supports, len(facts.supports))
    assert grade(replace(facts, supports=tuple(mixed))) == grade(facts)


def test_the_seeds_meet_every_grade():
    assert {grade(some_facts(seed)[0]).letter for seed in SEEDS} == set(weights.ORDER)
