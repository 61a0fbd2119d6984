"""The comparison of a file with the issued one, in a real browser: nothing is sent, the answer is plain."""

import pytest
from playwright.sync_api import sync_playwright

from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from geo.printing.services import Draft, file_printout
from tests.factories.places import make_places

pytestmark = pytest.mark.e2e


@pytest.fixture
def filed(transactional_db):
    """A committed document and its bytes; made before the browser starts, whose loop Django would refuse."""
    office = make_places().west
    draft = Draft(
        kind="certificate", title="شهادة", language="ar", number="1", municipality=office.body,
        record_type="tests.record", record_id="1", template="printing/base_print.html",
    )  # fmt: skip
    with territory([office.body.pk]):
        printout = file_printout(draft=draft, by=None)
        return printout.code, printout_pdf(printout)


@pytest.fixture
def page(filed, live_server):
    """A page of Debian's own Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser.new_page()
        browser.close()


def test_only_the_issued_file_is_recognised_and_it_stays_on_the_device(filed, live_server, page):
    code, pdf = filed
    page.goto(f"{live_server.url}/verify/{code}/")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    answer = page.locator("#compare-answer")
    assert not answer.is_visible()
    for content, sentence in ((pdf, "هذا هو الملف الصادر نفسه."), (pdf + b" ", "هذا ليس الملف الصادر")):
        file = {"name": "document.pdf", "mimeType": "application/pdf", "buffer": content}
        page.set_input_files("#compare-file", file)
        answer.filter(has_text=sentence).wait_for()
    assert set(sent) <= {"GET"}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_on_a_phone_nothing_hangs_over_the_edge(filed, live_server, page):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/verify/{filed[0]}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
