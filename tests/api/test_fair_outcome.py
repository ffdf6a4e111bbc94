"""Outcomes of fairs over the API: what came of the meetings."""

from domain.codes import RecordKind, issue
from tests.builders import Register
from tests.conftest import Api
from tests.fairs import Fair


async def test_outcomes_add_up_by_currency_and_never_across(api: Api, register: Register) -> None:
    fair = Fair(register)
    for seller, buyer, status, outcome, value, currency in (
        (fair.seller, fair.buyer, "HELD", "CONTRACT", 10, "VND"),
        (fair.seller, fair.abroad, "HELD", "MEMORANDUM", 5, "CNY"),
        (fair.rival, fair.abroad, "HELD", "CONTRACT", 7, "CNY"),
        (fair.rival, fair.buyer, "MISSED", None, None, None),
    ):
        register.row(
            "meetings.csv",
            code=str(issue(RecordKind.MEETING)),
            fair=fair.code,
            seller=seller,
            buyer=buyer,
            status=status,
            outcome=outcome,
            value=value,
            currency=currency,
        )
    await register.load()
    parts = "meetingCount heldCount missedCount contractCount values { currency value meetingCount }"

    answer = await api(
        f"query($code: PublicCode!) {{ tradeFair(code: $code) {{ outcome {{ {parts} }} "
        f"participants {{ edges {{ node {{ business {{ code }} outcome {{ {parts} }} }} }} }} }} }}",
        {"code": fair.code},
    )

    whole = answer.data["tradeFair"]
    each = {
        edge["node"]["business"]["code"]: edge["node"]["outcome"] for edge in whole["participants"]["edges"]
    }
    assert whole["outcome"] == {
        "meetingCount": 4,
        "heldCount": 3,
        "missedCount": 1,
        "contractCount": 2,
        "values": [
            {"currency": "CNY", "value": 12, "meetingCount": 2},
            {"currency": "VND", "value": 10, "meetingCount": 1},
        ],
    }
    assert each[fair.seller]["values"] == [
        {"currency": "CNY", "value": 5, "meetingCount": 1},
        {"currency": "VND", "value": 10, "meetingCount": 1},
    ]
    assert answer.statements["results_of_fair"] == 1


async def test_outcomes_of_participants_are_read_with_the_other_edges_of_their_level(
    api: Api, register: Register
) -> None:
    fair = Fair(register)
    await register.load()

    async def round_trips(outcome: str) -> int:
        answer = await api(
            "query($code: PublicCode!) { tradeFair(code: $code) { participants { edges { node { "
            f"{outcome} "
            "fair { meetings(first: 1) { edges { cursor } } } } } } } }",
            {"code": fair.code},
        )
        assert answer.errors == []
        return answer.round_trips

    assert await round_trips("outcome { meetingCount }") == await round_trips("")
