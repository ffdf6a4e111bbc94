"""Land of industrial clusters."""


def fill_rate(
    industrial_ha: float | None, leased_ha: float | None, approved_unleased_ha: float | None
) -> float | None:
    """What share of the industrial land of a cluster is leased, or approved and not yet leased; None where
    that is not known. Source: Decree 32/2024/NĐ-CP, article 2.7."""
    if not industrial_ha or leased_ha is None or approved_unleased_ha is None:
        return None
    return (leased_ha + approved_unleased_ha) / industrial_ha
