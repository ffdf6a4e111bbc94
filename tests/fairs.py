"""A fair for tests, with who takes part in it, and who may be supported there."""

import datetime as dt

from tests.builders import Register

DAY = {"date": "2026-10-01", "from": "09:00", "to": "10:00"}


class Fair:
    """A fair in Hà Khẩu: two sellers of tea, a Chinese and a Vietnamese buyer."""

    def __init__(self, register: Register) -> None:
        self.tea = register.product("Chè", name_en="Tea")
        self.black = register.product("Chè đen", name_en="Black tea", kind_of=self.tea)
        self.code = register.fair(
            "Hội chợ Hà Khẩu",
            time_zone="Asia/Shanghai",
            country="CN",
            latitude=22.5,
            longitude=104.0,
            covers=[self.tea],
            registration_closes_on=dt.date(2026, 9, 1),
        )
        self.seller = register.facility("Xưởng chè A", latitude=22.5, longitude=104.0)
        self.rival = register.facility("Xưởng chè B", latitude=22.5, longitude=104.0)
        self.buyer = register.buyer("Buyer VN", latitude=22.5, longitude=104.0)
        self.abroad = register.buyer("茶叶贸易公司", country="CN", latitude=22.5, longitude=104.0)
        for business in (self.seller, self.rival):
            register.participant(self.code, business, "SELLER")
        for business in (self.buyer, self.abroad):
            register.participant(self.code, business, "BUYER")
        register.offer(self.seller, self.black, capacity_per_year=100)
        register.offer(self.rival, self.tea, capacity_per_year=5)
        register.need(self.buyer, self.tea, quantity_per_year=1_000)
        register.need(self.abroad, self.black, quantity_per_year=10, certificates=["ORGANIC_EU"])
        register.certificate(self.seller, "ORGANIC_EU")

    def given(self, **more: object) -> dict[str, object]:
        """The input of a schedule."""
        return {"fair": self.code, "tables": 2, "slotMinutes": 30, "dailyHours": [DAY]} | more


def household(register: Register, organisation: str | None = None) -> str:
    """A facility of which all is known that makes it eligible for support of a fair."""
    province = register.unit("Tỉnh Thử", kind="PROVINCE")
    return register.facility(
        "Xưởng C",
        latitude=22.5,
        longitude=104.0,
        unit=register.unit(part_of=[province]),
        organisation=organisation or register.organisation(legal_form="HOUSEHOLD"),
        vsic_codes=["2018:1079"],
    )
