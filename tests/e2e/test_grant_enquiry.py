"""A citizen on a phone asks where a land grant stands: two numbers, a code by message, the plot on the map."""

import pytest

from geo.outbox.services import deliver_due
from permits.demo.grants import PEOPLE
from permits.grants.models import Grant, GrantDecision
from tests.e2e.ground import ask, fits, still
from tests.factories import phones

IDENTIFIER = next(identifier for _name, identifier, goal in PEOPLE if goal == "deed")
NAME = next(name for name, _identifier, goal in PEOPLE if goal == "deed")


@pytest.fixture
def phone(settings):
    """What phones receive."""
    settings.SMS_GATEWAY = "tests.factories.phones.send"
    phones.SENT.clear()
    return phones


def decided():
    """Return the number of the decision of the grant that came to its deed."""
    return GrantDecision.objects.get(grant__in=Grant.objects.filter(state="fulfilled")).number


def test_who_holds_the_phone_sees_state_and_plot_and_nobody_else_does(visit, phone):
    number = ask(decided)
    citizen = visit.open("/", device="phone")
    citizen.click(".menu-button")
    citizen.click("a[href='/enquiry/']")
    citizen.fill("[name=identifier]", IDENTIFIER)
    citizen.fill("[name=number]", number)
    citizen.click(".apply-form button")
    citizen.wait_for_url("**/enquiry/code/")
    ask(deliver_due)
    code = phone.last_code()

    stranger = visit.open("/enquiry/", device="phone")
    stranger.fill("[name=identifier]", IDENTIFIER)
    stranger.fill("[name=number]", f"{number}9")
    stranger.click(".apply-form button")
    stranger.wait_for_url("**/enquiry/code/")
    with visit.expecting("400"):
        stranger.fill("[name=code]", code)
        stranger.click(".apply-form button")
        stranger.wait_for_selector("main .field-error")
    stranger.goto("/enquiry/answer/")
    assert "/answer/" not in stranger.url

    citizen.fill("[name=code]", code)
    citizen.click(".apply-form button")
    citizen.wait_for_url("**/enquiry/answer/")
    assert number in citizen.inner_text("h1")
    assert "مكتملة" in citizen.inner_text(".standing")
    assert NAME not in citizen.content()
    assert citizen.get_attribute("a[href^='geo:']", "href").count(",") == 2
    still(citizen)
    assert fits(citizen)
    citizen.click("form[action='/enquiry/end/'] button")
    citizen.goto("/enquiry/answer/")
    assert "/answer/" not in citizen.url
