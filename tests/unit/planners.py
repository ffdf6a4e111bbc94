"""Facilities that plan to invest, for tests of proposals."""

from typing import Any

from planning.eligibility import Facility
from planning.group_candidate import Known, Offered


def planner(facility: Facility, **more: Any) -> Known:
    """A maker of tea with an organisation of its own; nobody trades with it."""
    fixed: dict[str, Any] = {
        "facility": facility,
        "order": facility.code,
        "unit": None,
        "province": None,
        "organisations": frozenset({f"O-{facility.code}"}),
        "above": frozenset[str](),
        "workers": 10,
        "is_women_owned": False,
        "is_minority_owned": False,
        "supported": (),
        "offers": [Offered("P-tea", 5.0)],
        "deals": (),
    }
    return Known(**(fixed | more))
