"""Rule files: what the sets say on which day, and the faults that are named with file and rule."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.enums import Activity, FundingLevel, Requirement, RuleKind
from domain.language import Language
from domain.rule import RuleSets
from seeds.rules import RuleProblems, read_rules

LAO_CAI = "U-15@2025-07-01"
SETS = read_rules()

HEAD = """
code = "tinh-thu"
name = "Tỉnh thử"
name_en = "A province for tests"
province = "U-24@2025-07-01"
valid_from = 2026-01-01
"""
CAP = """
[[rules]]
id = "brand-limit"
kind = "CAP"
levels = ["PROVINCIAL"]
activities = ["BRAND"]
scope = "BRAND"
value = 20000000
unit = "VND"
explanation = "Không quá 20 triệu đồng một nhãn hiệu"
explanation_en = "At most 20 million đồng a brand"
clause = "Nghị quyết thử, điều 1"
source = "Thử"
confidence = "SURE"
provenance = "READ"
"""


def read(folder: Path, **files: str) -> RuleSets:
    """The sets of the service with some files of a province beside them."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_rules(folder)


def faults(folder: Path, **files: str) -> list[str]:
    """What is wrong with some files of a province."""
    with pytest.raises(RuleProblems) as caught:
        read(folder, **files)
    return caught.value.problems


def conditions(activity: Activity, on: dt.date) -> list[str]:
    """The conditions of national money."""
    rules = SETS.in_force(FundingLevel.NATIONAL, None, on)
    assert rules is not None
    return [rule.id for rule in rules.of(RuleKind.CONDITION, activity)]


@pytest.mark.parametrize(
    ("level", "province", "on", "code", "ends_on"),
    [
        (FundingLevel.NATIONAL, LAO_CAI, dt.date(2025, 10, 14), "quoc-gia-2019", dt.date(2025, 10, 14)),
        (FundingLevel.NATIONAL, LAO_CAI, dt.date(2025, 10, 15), "quoc-gia-2025", None),
        (FundingLevel.NATIONAL, LAO_CAI, dt.date(2026, 5, 1), "quoc-gia-2025", None),
        (
            FundingLevel.PROVINCIAL,
            LAO_CAI,
            dt.date(2026, 5, 1),
            "quoc-gia-2025 + lao-cai-2026",
            dt.date(2027, 12, 31),
        ),
        (FundingLevel.PROVINCIAL, "U-24@2025-07-01", dt.date(2026, 5, 1), "quoc-gia-2025", None),
    ],
)
def test_rules_are_those_of_the_day_the_level_and_the_province(
    level: FundingLevel, province: str, on: dt.date, code: str, ends_on: dt.date | None
) -> None:
    rules = SETS.in_force(level, province, on)

    assert rules is not None
    assert (rules.code, rules.ends_on) == (code, ends_on)


@pytest.mark.parametrize(
    ("level", "on"),
    [(FundingLevel.NATIONAL, dt.date(2018, 12, 31)), (FundingLevel.DISTRICT, dt.date(2024, 5, 1))],
)
def test_a_day_or_level_without_rules_has_none_rather_than_an_empty_set(
    level: FundingLevel, on: dt.date
) -> None:
    assert SETS.in_force(level, LAO_CAI, on) is None


def test_what_was_approved_keeps_its_rules_after_they_ended() -> None:
    day = dt.date(2023, 5, 1)

    rules = SETS.kept(["lao-cai-2026", "quoc-gia-2019"], FundingLevel.PROVINCIAL, LAO_CAI, day)
    elsewhere = SETS.kept(["lao-cai-2026", "quoc-gia-2019"], FundingLevel.PROVINCIAL, "U-24@2025-07-01", day)
    national = SETS.kept(["lao-cai-2026", "quoc-gia-2019"], FundingLevel.NATIONAL, LAO_CAI, day)

    assert rules is not None
    assert elsewhere is not None
    assert national is not None
    assert [rules.code, elsewhere.code, national.code] == [
        "quoc-gia-2019 + lao-cai-2026",
        "quoc-gia-2019",
        "quoc-gia-2019",
    ]
    assert rules.on == day
    assert rules.rules["machinery-rate"].source == "Dữ liệu minh họa"


def test_sets_are_named_with_their_codes() -> None:
    both = SETS.in_force(FundingLevel.PROVINCIAL, LAO_CAI, dt.date(2026, 5, 1))

    assert both is not None
    assert SETS.named(both.code, Language.EN) == (
        f"{both.sets[0].name[1]} [quoc-gia-2025]; Support levels of Lào Cai province (demonstration, not a "
        "resolution) [lao-cai-2026]"
    )
    assert SETS.named("tinh-cu", Language.VI) == "tinh-cu"


def test_kept_rules_that_do_not_speak_of_a_level_are_none() -> None:
    assert SETS.kept(["quoc-gia-2019"], FundingLevel.DISTRICT, LAO_CAI, dt.date(2023, 5, 1)) is None


def test_cleaner_production_is_supported_whatever_the_form_size_and_place() -> None:
    others = ["counterpart", "other-state-money", "sector"]

    for on in (dt.date(2025, 10, 14), dt.date(2025, 10, 15)):
        assert conditions(Activity.CLEANER_PRODUCTION, on) == others
        assert conditions(Activity.ADVANCED_MACHINERY, on) == sorted([*others, "legal-form", "place", "size"])


def test_investors_in_cluster_infrastructure_are_beneficiaries_of_their_own_since_decree_235() -> None:
    activity = Activity.CLUSTER_INFRASTRUCTURE

    assert conditions(activity, dt.date(2025, 10, 14)) == [
        "legal-form",
        "other-state-money",
        "place",
        "sector",
        "size",
    ]
    assert conditions(activity, dt.date(2025, 10, 15)) == [
        "infrastructure-investor",
        "other-state-money",
        "sector",
    ]


def test_what_nobody_has_found_in_a_text_carries_no_clause() -> None:
    rules = SETS.in_force(FundingLevel.NATIONAL, None, dt.date(2026, 1, 1))

    assert rules is not None
    found = {rule.step: rule.clause for rule in rules.rules.values() if rule.kind is RuleKind.TIME}
    assert found == {
        "REGISTER": "Thông tư 36/2013/TT-BCT, điều 6",
        "CONTRACT": None,
        "ADVANCE": "Thông tư 17/2018/TT-BCT",
        "INVOICE": None,
        "ACCEPT": None,
        "SETTLE": None,
    }
    machinery = Activity.ADVANCED_MACHINERY
    assert "ADVANCE" not in {rule.step for rule in rules.of(RuleKind.TIME, machinery)}


def test_what_was_recalled_is_provisional_and_what_is_invented_may_not_refuse() -> None:
    rules = SETS.in_force(FundingLevel.PROVINCIAL, LAO_CAI, dt.date(2026, 1, 1))

    assert rules is not None
    own = {"machinery-rate", "machinery-cap", "demonstration-rate", "demonstration-cap"}
    assert own < rules.rules.keys()
    for id in own:
        assert (rules.rules[id].is_provisional, rules.rules[id].may_refuse) == (True, False)


@given(st.integers(min_value=0, max_value=2**53), st.dates(dt.date(2019, 1, 1), dt.date(2040, 1, 1)))
def test_a_rate_of_whole_dong_is_exact(cost: int, on: dt.date) -> None:
    rules = SETS.in_force(FundingLevel.NATIONAL, None, on)

    assert rules is not None
    for activity in Activity:
        for rule in rules.of(RuleKind.RATE, activity):
            assert rule.value is not None
            numerator, denominator = rule.value.as_integer_ratio()
            assert int(cost * rule.value) == cost * numerator // denominator


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)))
def test_on_any_day_one_national_set_at_most_is_in_force(on: dt.date) -> None:
    rules = SETS.in_force(FundingLevel.PROVINCIAL, LAO_CAI, on)

    chosen = [] if rules is None else [each.province for each in rules.sets]
    assert chosen in ([], [None], [None, LAO_CAI])


def test_a_province_replaces_a_rule_by_its_id_and_adds_others(tmp_path: Path) -> None:
    replaced = CAP.replace("brand-limit", "size").replace('kind = "CAP"', 'kind = "CONDITION"')
    size = replaced.replace(
        'scope = "BRAND"\nvalue = 20000000\nunit = "VND"',
        'requirement = "SIZE"\nvalues = { forms = ["ENTERPRISE"], insured_workers = ["50"] }',
    )

    sets = read(tmp_path, tinh_thu=HEAD + CAP + size)

    rules = sets.in_force(FundingLevel.PROVINCIAL, "U-24@2025-07-01", dt.date(2026, 1, 1))
    assert rules is not None
    assert rules.rules["brand-limit"].value == Decimal(20_000_000)
    assert rules.rules["size"].values == {"forms": ["ENTERPRISE"], "insured_workers": ["50"]}
    assert rules.rules["size"].requirement is Requirement.SIZE
    elsewhere = sets.in_force(FundingLevel.PROVINCIAL, LAO_CAI, dt.date(2026, 1, 1))
    assert elsewhere is not None
    assert "brand-limit" not in elsewhere.rules


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert "tinh-thu" in {each.code for each in read(tmp_path, tinh_thu="\ufeff" + HEAD + CAP).sets}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('unit = "VND"', 'unit = "COUNT"', "tinh.toml, rule brand-limit: the unit of a CAP is VND"),
        ("20000000", "0.5", "tinh.toml, rule brand-limit: an amount is in whole đồng"),
        ("20000000", "0", "tinh.toml, rule brand-limit: `value` must be above 0"),
        (
            'scope = "BRAND"',
            'all_but = ["FAIR"]\nscope = "BRAND"',
            "tinh.toml, rule brand-limit: give `activities` or `all_but`, not both",
        ),
        (
            'source = "Thử"\n',
            'source = "Thử"\nlimit = 3\n',
            "tinh.toml, rule brand-limit, limit: Extra inputs are not permitted",
        ),
        (
            'provenance = "READ"',
            'provenance = "VERIFIED"',
            "tinh.toml, rule brand-limit: `verified_by` and `verified_on` belong to provenance VERIFIED",
        ),
        ("2026-01-01", '"2026-13-01"', "tinh.toml, valid_from: Input should be a valid date"),
        (
            "2026-01-01",
            "2026-01-01\nvalid_to = 2026-01-01",
            "tinh.toml: `valid_to` is the day after the last one: it lies behind `valid_from`",
        ),
        (
            "2026-01-01",
            '2026-01-01\nextends = "quoc-gia-2019"',
            "tinh.toml, extends: quoc-gia-2019 is national or of another province; national rules hold "
            "beside those of a province anyway",
        ),
        (
            'id = "brand-limit"',
            'id = "place"',
            "tinh.toml, rule place: takes the place of that rule of quoc-gia-2025, which is about something "
            "else (CONDITION): give it another id",
        ),
        (
            'kind = "CAP"\nlevels = ["PROVINCIAL"]\nactivities = ["BRAND"]\nscope = "BRAND"\n'
            'value = 20000000\nunit = "VND"',
            'kind = "MULTIPLIER"\nlevels = ["PROVINCIAL"]\nscope = "BRAND"\nvalue = 2\nunit = "FACTOR"\n'
            'cap = "nothing"',
            "tinh.toml, rule brand-limit: there is no rule nothing to multiply",
        ),
        (
            'kind = "CAP"\nlevels = ["PROVINCIAL"]\nactivities = ["BRAND"]\nscope = "BRAND"\n'
            'value = 20000000\nunit = "VND"',
            'kind = "FREQUENCY"\nlevels = ["PROVINCIAL"]\nscope = "ORGANISATION"\nvalue = 1.5\n'
            'unit = "COUNT"',
            "tinh.toml, rule brand-limit: a number of times is whole",
        ),
        (
            'kind = "CAP"\nlevels = ["PROVINCIAL"]\nactivities = ["BRAND"]\nscope = "BRAND"\n'
            'value = 20000000\nunit = "VND"',
            'kind = "ORDER"\nlevels = ["PROVINCIAL"]\nstep = "PILOT"\nabroad = true',
            "tinh.toml, rule brand-limit: `abroad` belongs to a RATE, CAP, MULTIPLIER or FREQUENCY",
        ),
        (
            "U-24@2025-07-01",
            LAO_CAI,
            "tinh.toml: tinh-thu and lao-cai-2026 are in force on the same day in U-15@2025-07-01: end one "
            "with `valid_to`",
        ),
    ],
)
def test_a_fault_is_named_with_file_and_rule(old: str, new: str, fault: str, tmp_path: Path) -> None:
    text = (HEAD + CAP).replace(old, new)

    assert text != HEAD + CAP
    assert faults(tmp_path, tinh=text) == [fault]


def test_sets_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    one = (HEAD + CAP).replace("2026-01-01", '2026-01-01\nextends = "tinh-hai"')
    other = (
        (HEAD + CAP)
        .replace('"tinh-thu"', '"tinh-hai"')
        .replace("2026-01-01", '2025-11-01\nvalid_to = 2026-01-01\nextends = "tinh-thu"')
    )

    assert faults(tmp_path, mot=one, hai=other) == [
        "hai.toml, extends: the sets extend each other in a circle",
        "mot.toml, extends: the sets extend each other in a circle",
    ]


def test_a_province_says_how_often_a_year_fairs_at_home_are_supported(tmp_path: Path) -> None:
    text = (HEAD + CAP).replace(
        'kind = "CAP"\nlevels = ["PROVINCIAL"]\nactivities = ["BRAND"]\nscope = "BRAND"\n'
        'value = 20000000\nunit = "VND"',
        'kind = "FREQUENCY"\nlevels = ["PROVINCIAL"]\nactivities = ["FAIR"]\nabroad = false\n'
        'scope = "ORGANISATION"\nvalue = 2\nunit = "COUNT"',
    )

    rules = read(tmp_path, tinh=text).in_force(
        FundingLevel.PROVINCIAL, "U-24@2025-07-01", dt.date(2026, 5, 1)
    )

    assert rules is not None
    (limit,) = rules.of(RuleKind.FREQUENCY, Activity.FAIR)
    assert (limit.value, limit.abroad) == (Decimal(2), False)


@pytest.mark.parametrize("value", ["inf", "nan", "true"])
def test_a_value_that_is_no_number_is_refused(value: str, tmp_path: Path) -> None:
    found = faults(tmp_path, tinh=(HEAD + CAP).replace("20000000", value))

    assert {fault.partition(":")[0] for fault in found} == {"tinh.toml, rule brand-limit, value"}


def test_every_fault_of_every_file_is_told(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        mot=(HEAD + CAP).replace('unit = "VND"', 'unit = "COUNT"'),
        hai=HEAD.replace("tinh-thu", "tinh-hai") + "[[rules]]\n",
        ba="code =",
    )

    assert {fault.partition(".toml")[0] for fault in found} == {"mot", "hai", "ba"}
