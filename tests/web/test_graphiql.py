"""What a planner does in GraphiQL, in a real Chromium, and that none of it asks anybody but the service."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Route, expect

SEARCH = "query Find($text: String!) { businesses(filter: {text: $text}, first: 3) { totalCount } }"
VIETNAMESE = "Hoà Bình: quế, gỗ bóc, miến dong, thổ cẩm; đỡ đẽo gọt giũa"
NAME_MILLISECONDS = 500
"""After another text GraphiQL sends the name of the operation before for a tenth of a second."""
BANNER = "Dữ liệu minh họa: doanh nghiệp và người là hư cấu"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass
class Visit:
    """GraphiQL in a browser that has not been here before; what it asked for and complained about."""

    page: Page
    url: str
    hosts: set[str | None] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Open the page, or open it again, and wait until it can be used."""
        self.page.goto(f"{self.url}/graphql")
        expect(self.query).not_to_be_empty()
        expect(self.page.get_by_label("Re-fetch GraphQL schema")).to_be_enabled()

    @property
    def query(self) -> Locator:
        return self.page.get_by_role("region", name="Operation Editor").locator(".view-lines")

    @property
    def variables(self) -> Locator:
        return self.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .view-lines")

    headers = variables
    """The editor tool shows the variables or the headers."""

    @property
    def answer(self) -> Locator:
        return self.page.locator(".result-window .view-lines")

    def tab(self, name: str) -> Locator:
        return self.page.locator(".graphiql-tabs").get_by_role("button", name=name, exact=True)

    def write(self, editor: Locator, text: str) -> None:
        """Replace what is in an editor by pasting: it would close the brackets of what is typed."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.press("ControlOrMeta+v")

    def execute(self, operation: str = "") -> Request:
        """Press the button, wait for the answer and return the request. ``operation``: which one, where the
        tab has several, as the button then asks."""
        with self.page.expect_response(f"{self.url}/graphql") as response:
            self.page.get_by_role("button", name="Execute query").click()
            if operation:
                self.page.get_by_role("menuitem", name=operation, exact=True).click()
        expect(self.answer).to_contain_text("{")
        return response.value.request

    def wait_until_stored(self, text: str) -> None:
        """GraphiQL keeps its tabs half a second after a change."""
        self.page.wait_for_function(
            "text => localStorage.getItem('graphiql:tabState')?.includes(text)", arg=text
        )


@pytest.fixture
def visit(browser: Browser, service_url: str) -> Iterator[Visit]:
    context = browser.new_context(
        viewport={"width": 1400, "height": 900}, permissions=["clipboard-write", "clipboard-read"]
    )
    visit = Visit(context.new_page(), service_url)

    def note_request(request: Request) -> None:
        if urlsplit(request.url).scheme not in {"blob", "data"}:
            visit.hosts.add(urlsplit(request.url).hostname)

    def note_message(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visit.complaints.append(message.text)

    context.on("request", note_request)
    context.on("console", note_message)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    visit.open()
    yield visit
    context.close()


class Starter(NamedTuple):
    """A tab that the service proposes."""

    name: str
    variables: dict[str, object]
    has_several_operations: bool


def starters(visit: Visit) -> list[Starter]:
    """The tabs that the service proposes."""
    tabs = visit.page.request.get(f"{visit.url}/tabs.json").json()["tabs"]
    names = [operation_names(tab["query"]) for tab in tabs]
    return [
        Starter(tab.get("name") or own[0], tab["variables"], len(own) > 1)
        for tab, own in zip(tabs, names, strict=True)
    ]


def operation_names(query: str) -> list[str]:
    """The names of the operations in a document."""
    names: list[str] = re.findall(r"^(?:query|mutation|subscription)\s+(\w+)", query, re.MULTILINE)
    return names


def body(request: Request) -> dict[str, object]:
    sent: dict[str, object] = json.loads(request.post_data or "")
    return sent


def test_page_is_called_lienket(visit: Visit) -> None:
    expect(visit.page).to_have_title("Lienket")


def test_page_may_only_reach_the_service(visit: Visit) -> None:
    policy = visit.page.request.get(f"{visit.url}/graphql", headers={"Accept": "text/html"}).headers[
        "content-security-policy"
    ]

    assert dict(directive.strip().split(" ", 1) for directive in policy.strip("; ").split(";")) == POLICY


def test_first_visit_shows_the_starter_tabs_with_their_variables(visit: Visit) -> None:
    expected = starters(visit)

    assert len(expected) >= 5
    expect(visit.page.locator(".graphiql-tab-button")).to_have_text([starter.name for starter in expected])
    for name, variables, _ in expected:
        visit.tab(name).click()
        expect(visit.query).to_contain_text(name)
        for key in list(variables)[:3]:  # the editor draws only what is in sight
            expect(visit.variables).to_contain_text(f'"{key}"')


def test_execute_shows_the_answer(visit: Visit) -> None:
    name, variables, _ = starters(visit)[0]

    request = visit.execute()

    assert body(request)["operationName"] == name
    assert body(request)["variables"] == variables
    expect(visit.answer).to_contain_text('"data"')
    expect(visit.answer).to_contain_text('"edges"')
    expect(visit.answer).not_to_contain_text('"errors"')


def test_an_answer_that_is_not_json_is_shown_with_its_status(visit: Visit) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="text/plain", body="the graph is away")

    visit.page.route("**/graphql", refuse)

    visit.execute()

    expect(visit.answer).to_contain_text("503")
    expect(visit.answer).to_contain_text("the graph is away")


def test_documentation_shows_a_type(visit: Visit) -> None:
    visit.page.get_by_label("Show Documentation Explorer").click()
    panel = visit.page.locator(".graphiql-plugin")

    panel.get_by_role("link", name="Query", exact=True).click()

    expect(panel).to_contain_text("partners")
    expect(panel).to_contain_text("PartnerDirection")


def test_explorer_adds_a_field(visit: Visit) -> None:
    visit.page.get_by_label("Show GraphiQL Explorer").click()
    panel = visit.page.locator(".graphiql-plugin")
    expect(panel).to_contain_text("direction*:")

    panel.get_by_text("before:", exact=True).click()

    expect(visit.query).to_contain_text("before:")


def test_headers_survive_reloads(visit: Visit) -> None:
    names = [starter.name for starter in starters(visit)]
    visit.page.get_by_role("button", name="Headers", exact=True).click()
    visit.write(visit.headers, '{"X-Note": "kept"}')
    visit.wait_until_stored("X-Note")

    visit.open()
    visit.open()

    expect(visit.page.locator(".graphiql-tab-button")).to_have_text(names)
    visit.page.get_by_role("button", name="Headers", exact=True).click()
    expect(visit.headers).to_contain_text('{"X-Note": "kept"}')
    assert visit.execute().headers["x-note"] == "kept"


def test_own_tab_survives_a_reload_and_nothing_else_changes(visit: Visit) -> None:
    names = [starter.name for starter in starters(visit)]
    visit.page.get_by_role("button", name="New tab").click()
    visit.write(visit.query, "query Mine { __typename }")
    visit.wait_until_stored("query Mine")
    visit.tab(names[2]).click()
    visit.page.wait_for_function(
        "() => JSON.parse(localStorage.getItem('graphiql:tabState')).activeTabIndex === 2"
    )

    visit.open()

    expect(visit.page.locator(".graphiql-tab-button")).to_have_text([*names, "Mine"])
    expect(visit.query).to_contain_text(names[2])
    visit.tab("Mine").click()
    expect(visit.query).to_have_text("query Mine { __typename }")


def test_vietnamese_is_shown_and_sent_as_written(visit: Visit) -> None:
    visit.write(visit.query, SEARCH)
    visit.write(visit.variables, json.dumps({"text": VIETNAMESE}, ensure_ascii=False))
    expect(visit.variables).to_contain_text(VIETNAMESE)

    request = visit.execute()

    assert body(request)["variables"] == {"text": VIETNAMESE}
    expect(visit.answer).to_contain_text('"totalCount"')
    expect(visit.answer).not_to_contain_text('"errors"')
    assert visit.page.evaluate("""document.fonts.check('15px "Roboto Mono"', 'ếữỗ')""")


@pytest.mark.parametrize("is_demo", [True, False])
def test_banner_is_shown_where_the_register_is_the_demonstration(visit: Visit, is_demo: bool) -> None:
    visit.page.route("**/tabs.json", lambda route: route.fulfill(json={"demo": is_demo, "tabs": []}))

    visit.open()

    expect(visit.page.get_by_text(BANNER)).to_have_count(int(is_demo))


def test_a_whole_visit_stays_on_the_machine_and_without_complaint(visit: Visit) -> None:
    for name, variables, has_several_operations in starters(visit):
        visit.tab(name).click()
        expect(visit.query).to_contain_text(name)
        visit.page.wait_for_timeout(NAME_MILLISECONDS)
        sent = body(visit.execute(name if has_several_operations else ""))
        assert (sent["operationName"], sent["variables"]) == (name, variables)
        expect(visit.answer).to_contain_text('"data"')
        expect(visit.answer).not_to_contain_text('"errors"')
    for plugin in ["Documentation Explorer", "GraphiQL Explorer", "History"]:
        visit.page.get_by_label(f"Show {plugin}").click()
        expect(visit.page.get_by_label(f"Hide {plugin}")).to_be_visible()
    visit.page.get_by_role("button", name="Prettify query").click()
    visit.page.get_by_label("Open settings dialog").click()
    visit.page.keyboard.press("Escape")
    visit.open()

    assert visit.hosts == {urlsplit(visit.url).hostname}
    assert visit.complaints == []
