"""Steps of a project: the days that rules tell, and what none tells."""

import datetime as dt

from domain.enums import Activity, FundingLevel, ProcedureStep
from domain.language import Language
from domain.rule import RulesInForce
from planning.group_project_text import about_step
from planning.procedure import procedure
from seeds.rules import read_rules

MACHINERY = Activity.ADVANCED_MACHINERY
SETS = read_rules()


def in_force(on: dt.date, level: FundingLevel = FundingLevel.NATIONAL) -> RulesInForce:
    """The national rules of a day."""
    rules = SETS.in_force(level, None, on)
    assert rules is not None
    return rules


def test_registration_is_in_the_year_before_and_the_rest_in_the_funding_year() -> None:
    steps = procedure(MACHINERY, 2027, in_force(dt.date(2026, 3, 1)))

    assert [(step.step.name, step.begins, step.ends) for step in steps] == [
        ("REGISTER", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("ORDER", None, None),
        ("CONTRACT", dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
        ("ADVANCE", None, None),
        ("INVOICE", dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
        ("ACCEPT", dt.date(2027, 1, 1), dt.date(2027, 12, 31)),
        ("SETTLE", None, None),
    ]
    assert not any(step.is_late for step in steps)


def test_registration_for_this_year_is_late_and_says_so() -> None:
    rules = in_force(dt.date(2026, 3, 1))

    (register, *others) = procedure(MACHINERY, 2026, rules)

    assert register.is_late
    assert not any(step.is_late for step in others)
    assert about_step(register, 2026, Language.VI).endswith(
        "Theo quy định này thời hạn đã qua: hỏi cơ quan quản lý trước khi lập hồ sơ."
    )


def test_an_advance_is_that_of_the_activity() -> None:
    rules = in_force(dt.date(2026, 3, 1))

    def advance(activity: Activity) -> str | None:
        (step,) = [each for each in procedure(activity, 2027, rules) if each.step is ProcedureStep.ADVANCE]
        return None if step.rule is None else step.rule.id

    assert (advance(Activity.TRAINING), advance(MACHINERY)) == ("advance-soft", None)


def test_where_no_rule_is_known_every_step_says_so_and_whom_to_ask() -> None:
    rules = in_force(dt.date(2026, 3, 1), FundingLevel.PROVINCIAL)

    steps = procedure(MACHINERY, 2027, rules)

    told = [about_step(step, 2027, Language.VI) for step in steps]
    assert [step.rule for step in steps] == [None] * len(ProcedureStep)
    assert all(
        text.startswith("Không tìm thấy quy định về bước này trong bộ quy định: hỏi ") for text in told
    )
    assert ["hóa đơn nằm ngoài năm 2027" in text for text in told] == [
        step.step in {ProcedureStep.ORDER, ProcedureStep.INVOICE} for step in steps
    ]
