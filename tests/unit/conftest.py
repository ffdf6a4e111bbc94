"""How the property tests run: as long as they need, because machines of CI stall."""

from hypothesis import settings

settings.register_profile("unit", deadline=None)
settings.load_profile("unit")
