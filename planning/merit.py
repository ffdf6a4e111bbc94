"""What a beneficiary is worth: criteria that group, pilot, linkage and candidate projects share."""

import math
from collections.abc import Mapping, Sequence

from domain.enums import Criterion, Verdict
from planning.eligibility import Eligibility

WEIGHTS: Mapping[Criterion, float] = {
    Criterion.NEED: 0.25,
    Criterion.READINESS: 0.2,
    Criterion.PRIORITY: 0.25,
    Criterion.JOBS: 0.15,
    Criterion.LINKAGE: 0.15,
}
SUPPORTED_YEARS = 5
"""Support of so many years before counts as earlier support."""
_USUAL_JOBS = 10.0
"""Workers for 100 million đồng of support at which JOBS is a half."""
_MET = {Verdict.ELIGIBLE: 1.0, Verdict.UNDETERMINED: 0.5}


def jobs(workers: float, amount: int) -> float:
    """JOBS: workers for 100 million đồng of support, w ÷ (w + 10); ``amount`` in đồng, above 0. NaN where the
    workers are."""
    rate = workers / (amount / 1e8)
    return rate / (rate + _USUAL_JOBS)


def readiness(verdicts: Sequence[Eligibility]) -> float:
    """READINESS: the share of all conditions that are known to be met, open ones counting a half; NaN without
    any."""
    findings = [each for verdict in verdicts for each in verdict.findings]
    met = math.fsum(_MET.get(each.verdict, 0.0) for each in findings)
    return met / len(findings) if findings else math.nan
