"""Pictures: what stands on them, and how the command writes a file or refuses."""

import os
import sys
from asyncio import create_subprocess_exec, subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from domain import dates
from domain.enums import TraceDirection
from domain.language import Language
from graph.change import data_version
from graph.client import Address, Graph
from seeds.load import DEMONSTRATION, load_dataset, remove_dataset
from service.draw import chain_of, draw, linkages_of, trace_of
from service.errors import CommandError
from service.settings import Settings
from tests.builders import Register
from tests.pictures import faults, texts

ROOT = Path(__file__).parents[2]


async def small_chain(register: Register) -> tuple[str, str]:
    """A province and a chain of which it offers 30 t and needs 100 t; nobody offers its second stage."""
    province = register.unit("Tỉnh Vẽ", kind="PROVINCE", name_en="Ve Province")
    commune = register.unit("Xã Vẽ", part_of=[province])
    bark, powder = register.product("Vỏ quế khô", name_en="Dried bark"), register.product("Bột quế")
    chain = register.value_chain(bark, powder, name="Chuỗi quế")
    grower = register.supplier("Nhóm hộ", unit=commune)
    mill = register.facility("Nhà máy", unit=commune)
    register.offer(grower, bark, capacity_per_year=30, committed_per_year=15)
    register.need(mill, bark, quantity_per_year=100)
    await register.load()
    return province, chain


async def small_trade(register: Register) -> tuple[str, str, str]:
    """A grower that is the only source of a mill, and what it supplies."""
    bark = register.product("Vỏ quế")
    grower = register.supplier("Nhóm hộ <Đại Sơn>", name_en="Growers & Co")
    mill = register.facility("Nhà máy", name_en="Mill")
    register.trade(grower, mill, bark, quantity_per_year=250)
    await register.load()
    return grower, mill, bark


async def linked_clusters(register: Register) -> str:
    """A province with two clusters of which one has what the other needs."""
    province = register.unit("Tỉnh Cụm", kind="PROVINCE")
    commune = register.unit("Xã Cụm", part_of=[province], latitude=21.7, longitude=104.8)
    dust = register.product("Mùn cưa")
    one = register.cluster("CCN Âu Lâu", units=[commune], latitude=21.65, longitude=104.91)
    other = register.cluster("CCN Y Can", units=[commune])
    mill, works = register.facility(unit=commune), register.facility(unit=commune)
    register.offer(mill, dust, capacity_per_year=50, committed_per_year=0)
    register.need(works, dust, quantity_per_year=80)
    register.place(one, mill)
    register.place(other, works)
    await register.load()
    return province


async def test_chain_is_drawn_as_the_api_answers(graph: Graph, register: Register) -> None:
    province, chain = await small_chain(register)

    shown = texts(await chain_of(graph, chain, [province]))

    today, version = dates.today(), await data_version(graph)
    assert shown[:3] == [
        "Chuỗi quế: cung, cầu theo công đoạn",
        f"Phạm vi: Tỉnh Vẽ ({province}).",
        f"Ngày lập: {today:%d/%m/%Y}. Phiên bản dữ liệu: {version}. Nguồn: sổ đăng ký Lienket.",
    ]
    assert shown[shown.index("1") :] == [
        "1",
        "Vỏ quế khô",
        "tấn · 1 bên bán · 1 bên cần",
        "Đã cam kết 15",
        "Còn dư để bán 15",
        "Thiếu 70 tấn",
        "Nhu cầu đã khai 100",
        "Thiếu 70 tấn",
        "70% nhu cầu",
        "2",
        "Bột quế",
        "tấn · 0 bên bán · 0 bên cần",
        "Chưa có số liệu",
        "Thang đo:",
        "= 20 tấn",
    ]


async def test_chain_of_a_month_comes_in_english(graph: Graph, register: Register) -> None:
    province, chain = await small_chain(register)

    shown = texts(await chain_of(graph, chain, [province], 3, Language.EN))

    assert shown[:2] == [
        "Chuỗi quế: supply and demand by stage, month 3",
        f"Scope: Ve Province ({province}).",
    ]
    assert shown[shown.index("1") :][:5] == [
        "1",
        "Dried bark",
        "tonne · 1 offer · 1 need",
        "Committed 1.25",
        "Still to be had 1.25",
    ]


async def test_trace_is_drawn_with_its_single_source(graph: Graph, register: Register) -> None:
    grower, mill, bark = await small_trade(register)

    upstream = texts(await trace_of(graph, mill, product=bark))
    downstream = texts(await trace_of(graph, grower, TraceDirection.DOWNSTREAM, language=Language.EN))

    assert upstream[0] == f"Nguồn cung ứng của Nhà máy ({mill}), Vỏ quế"
    assert "◆ Nguồn vỏ quế của Nhà máy mà sổ ghi nhận chỉ có Nhóm hộ <Đại Sơn>." in upstream
    assert upstream[-5:] == [
        "Cơ sở",
        "Cung ứng cấp 1",
        "Nhà máy",
        "Nhóm hộ <Đại Sơn>",
        "vỏ quế 250 tấn",
    ]
    assert downstream[0] == f"Customers of Growers & Co ({grower})"
    assert downstream[-4:] == ["Customers, tier 1", "Growers & Co", "Mill", "vỏ quế 250 tonnes"]


async def test_linkages_are_drawn_on_a_map(graph: Graph, register: Register) -> None:
    province = await linked_clusters(register)

    shown = texts(await linkages_of(graph, [province]))

    assert shown[:2] == ["Liên kết giữa các cụm", f"Phạm vi: Tỉnh Cụm ({province})."]
    assert "1. CCN Âu Lâu – CCN Y Can" in shown
    assert "→ đầu vào: mùn cưa 50 tấn" in shown
    assert {"CCN Âu Lâu", "CCN Y Can", "Tỉnh Cụm", "Xã Cụm"} <= set(shown)


async def test_same_data_give_the_same_bytes(graph: Graph, register: Register) -> None:
    province, chain = await small_chain(register)
    _, mill, _ = await small_trade(register)

    assert await chain_of(graph, chain, [province]) == await chain_of(graph, chain, [province])
    assert await trace_of(graph, mill) == await trace_of(graph, mill)
    assert await linkages_of(graph) == await linkages_of(graph)


async def test_pictures_of_the_demonstration_register_say_so_and_keep_labels_apart(graph: Graph) -> None:
    await load_dataset(graph, DEMONSTRATION, lambda _: None)
    try:
        pictures = [
            *[await chain_of(graph, chain) for chain in ("V-que", "V-go-rung-trong", "V-to-tam")],
            *[await trace_of(graph, code, depth=6) for code in ("B-T3DH1WJ8-W", "B-05E6NQF1-H")],
            *[await linkages_of(graph, first=20, language=language) for language in Language],
        ]
    finally:
        await remove_dataset(graph, DEMONSTRATION)

    assert [faults(picture) for picture in pictures] == [[]] * 7
    notes = {text for picture in pictures for text in texts(picture) if "minh họa" in text}
    assert notes == {"Sổ đăng ký có dữ liệu minh họa: cơ sở và số liệu là hư cấu."}


@pytest.mark.parametrize(
    ("picture", "sentence"),
    [
        (lambda graph: chain_of(graph, "V-khong-co"), "There is no value chain V-khong-co"),
        (lambda graph: chain_of(graph, "quế"), "quế is not the code of a value chain: "),
        (lambda graph: chain_of(graph, "V-que", month=13), "A month is a number from 1 to 12"),
        (
            lambda graph: chain_of(graph, "V-que", ["U-99999@1900-01-01"]),
            "There is no unit U-99999@1900-01-01",
        ),
        (lambda graph: trace_of(graph, "B-J8M2TNF6-4"), "There is no business B-J8M2TNF6-4"),
        (lambda graph: trace_of(graph, "B-7K3Q9D2M-5"), "B-7K3Q9D2M-5 is not the code of a business: "),
        (lambda graph: trace_of(graph, "B-J8M2TNF6-4", depth=7), "A page has room for 1 to 6 tiers"),
        (lambda graph: trace_of(graph, "B-J8M2TNF6-4", depth=0), "A page has room for 1 to 6 tiers"),
        (
            lambda graph: linkages_of(graph, ["Lào Cai"]),
            "Lào Cai is not the code of a unit, such as U-15@2025-07-01: ",
        ),
        (lambda graph: linkages_of(graph, first=21), "A page has room for 1 to 20 linkages"),
    ],
)
async def test_bad_input_is_told_in_a_sentence(
    graph: Graph, picture: Callable[[Graph], Awaitable[bytes]], sentence: str
) -> None:
    with pytest.raises(CommandError) as refused:
        await picture(graph)

    assert str(refused.value).startswith(sentence)


async def test_nothing_to_draw_is_told_in_a_sentence(graph: Graph, register: Register) -> None:
    province, chain = await small_chain(register)
    empty = register.unit("Tỉnh Trống", kind="PROVINCE")
    idle, bark = register.facility("Xưởng"), register.product("Hàng khác")
    _, mill, _ = await small_trade(register)

    async def refusal(picture: Awaitable[bytes]) -> str:
        with pytest.raises(CommandError) as refused:
            await picture
        return str(refused.value)

    assert [
        await refusal(chain_of(graph, chain, [empty])),
        await refusal(trace_of(graph, idle)),
        await refusal(trace_of(graph, idle, TraceDirection.DOWNSTREAM)),
        await refusal(trace_of(graph, mill, product=bark)),
        await refusal(linkages_of(graph, [province])),
    ] == [
        f"There is nothing to draw of {chain}: no business is entered in the units",
        f"There is nothing to draw: {idle} has no known suppliers",
        f"There is nothing to draw: {idle} has no known customers",
        f"There is nothing to draw: {mill} has no known suppliers of {bark}",
        "There is nothing to draw: no cluster lies in the units",
    ]


async def _picture(graph: Graph) -> bytes:
    return await chain_of(graph, "V-que")


def test_file_that_is_there_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "chain.svg"
    target.write_text("mine")

    with pytest.raises(CommandError, match="exists already: give another name, or --force"):
        draw(Settings(data=tmp_path / "data"), target, _picture, replaces=False)

    assert target.read_text() == "mine"
    assert not (tmp_path / "data").exists()


def test_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"chain\.png ends with none of \.svg"):
        draw(Settings(data=tmp_path / "data"), tmp_path / "chain.png", _picture, replaces=False)


def test_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder: give the name of a file"):
        draw(Settings(data=tmp_path / "data"), tmp_path, _picture, replaces=True)


async def test_command_writes_each_picture_or_nothing(
    address: Address, register: Register, tmp_path: Path
) -> None:
    province, chain = await small_chain(register)
    _, mill, _ = await small_trade(register)
    linked = await linked_clusters(register)
    password = tmp_path / "password"
    password.write_text(address.password)
    before = set(os.listdir(tmp_path))

    async def lienket(target: str, *arguments: str) -> tuple[int, str, str]:
        process = await create_subprocess_exec(
            *[sys.executable, "-m", "service.cli", "draw", *arguments, "-o", str(tmp_path / target)],
            *["--neo4j-uri", address.uri, "--neo4j-user", address.user],
            *["--neo4j-database", address.database, "--neo4j-password-file", str(password)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        told, wrong = await process.communicate()
        assert process.returncode is not None
        return process.returncode, told.decode(), wrong.decode()

    chain_written = await lienket("chain.svg", "chain", chain, "--within", province)
    chain_refused = await lienket("chain.svg", "chain", chain, "--within", province)
    chain_forced = await lienket(
        "chain.svg", "chain", chain, "--within", province, "--force", "--language", "en"
    )
    trace_written = await lienket("trace.svg", "trace", mill, "--depth", "2")
    nothing_to_draw = await lienket("none.svg", "trace", mill, "--downstream")
    clusters_written = await lienket("clusters.svg", "clusters", "--first", "5", "--within", linked)
    unspoken = await lienket("none.svg", "clusters", "--language", "fr")

    chain_file = tmp_path / "chain.svg"
    assert chain_written == (0, f"Written: {chain_file}\n", "")
    assert chain_refused == (
        1,
        "",
        f"lienket: {chain_file} exists already: give another name, or --force to replace it\n",
    )
    assert chain_forced == (0, f"Written: {chain_file}\n", "")
    assert texts(chain_file.read_bytes())[0] == "Chuỗi quế: supply and demand by stage"
    assert trace_written == (0, f"Written: {tmp_path / 'trace.svg'}\n", "")
    assert nothing_to_draw == (
        1,
        "",
        f"lienket: There is nothing to draw: {mill} has no known customers\n",
    )
    assert clusters_written == (0, f"Written: {tmp_path / 'clusters.svg'}\n", "")
    assert unspoken == (1, "", "lienket: --language is vi or en\n")
    assert set(os.listdir(tmp_path)) - before == {"chain.svg", "trace.svg", "clusters.svg"}
