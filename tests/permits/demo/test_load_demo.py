"""The sample municipality: loaded once, whole; a second run leaves everything as people have it by then."""

import stat
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from geo.accounts.models import Membership, User
from geo.municipalities.models import Municipality
from geo.municipalities.scope import everywhere
from geo.series.selectors import first_broken_entry
from geo.spatial_rules.models import ReferenceValue
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import PublishedBlock, PublishedDistrict
from parcels.register.enums import ParcelState
from parcels.register.models import Parcel, PublishedParcel
from parcels.register.services import change_state
from permits.applications.models import Assessment, Permit, PublishedPermit
from permits.cases.models import Case
from permits.demo.people import accounts, make_accounts, write_accounts

#: How far the grants of the sample go.
GRANTED = {
    "applied", "returned", "data_complete", "drawn", "batched", "verified", "excess_due", "fulfilled",
}  # fmt: skip


@pytest.fixture
def loaded(transactional_db, settings, tmp_path, monkeypatch):
    """The sample as bin/up loads it, in a folder of its own."""
    settings.VAR = tmp_path
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    call_command("load_demo", stdout=StringIO())
    return tmp_path / "demo-accounts.txt"


def counted():
    with everywhere():
        return [
            model.objects.count()
            for model in (Municipality, Parcel, PublishedParcel, PublishedBlock, PublishedBuilding, Case, Permit, User,
                          Membership, ReferenceValue, Assessment)
        ]  # fmt: skip


def test_the_sample_is_whole_and_a_second_run_changes_nothing(loaded):
    kinds = set(PublishedDistrict.objects.values_list("kind", flat=True))
    assert kinds == {"old", "planned"}
    assert PublishedParcel.objects.filter(state="active").count() >= 600
    assert not PublishedParcel.objects.filter(number="").exists()
    assert PublishedPermit.objects.count() == 6
    with everywhere():
        states = {
            "issued",
            "awaiting_payment",
            "submitted",
            "approved",
            "survey_review",
            "numbered",
            "frozen",
            "published",
            "started",
            "prelim_approved",
            "correction",
            "fined",
            "closed",
        }
        assert set(Case.objects.values_list("state", flat=True)) == states | GRANTED
        assert set(Assessment.objects.values_list("answer", flat=True)) == {"yes"}
        for office in Municipality.objects.all():
            assert first_broken_entry(office.pk) is None
    # What people did since: a parcel that the sample's procedures stand on is frozen, an application is withdrawn.
    with everywhere():
        waiting = Case.objects.filter(state="submitted", kind="fencing").first()
        Case.objects.filter(pk=waiting.pk).update(state="cancelled")
        held = list(Permit.objects.exclude(parcel=None).values_list("parcel_id", flat=True))
        change_state(parcel_ids=held, to=ParcelState.FROZEN, by=None, reason="test")
    before, told = counted(), loaded.read_text()
    call_command("load_demo", stdout=StringIO())
    assert counted() == before
    assert loaded.read_text() == told
    assert stat.S_IMODE(loaded.stat().st_mode) == 0o600
    with everywhere():
        assert Case.objects.get(pk=waiting.pk).state == "cancelled"
        assert Parcel.objects.filter(pk__in=held, state="frozen").count() == len(held)


def test_the_accounts_are_in_a_file_that_only_its_owner_reads_and_they_work(places, tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    file, wanted = tmp_path / "accounts.txt", accounts("5011", "5012", "501", "500")
    bodies = {body.code: body for body in Municipality.objects.all()}
    write_accounts(file, wanted, make_accounts(wanted, bodies))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]
    assert {row[0] for row in rows} >= {"surveyor", "engineer", "head", "planner", "admin"}
    made = [row for row in rows if row[0] != "citizen"]  # who was there before
    assert len({row[1] for row in made}) == len(made)
    for username, password, *_role in made:
        assert len(password) >= 12
        assert authenticate(username=username, password=password) is not None


def test_one_password_can_be_given_to_all(places, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "one for all of them")
    wanted = accounts("5011", "5012", "501", "500")
    passwords = make_accounts(wanted, {body.code: body for body in Municipality.objects.all()})
    assert set(passwords.values()) == {"one for all of them"}
    assert authenticate(username="head", password="one for all of them") is not None


def test_an_account_that_is_new_leaves_the_passwords_of_the_others_in_the_file(places, tmp_path, monkeypatch):
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    file, wanted = tmp_path / "accounts.txt", accounts("5011", "5012", "501", "500")
    bodies = {body.code: body for body in Municipality.objects.all()}
    write_accounts(file, wanted, make_accounts(wanted[:-1], bodies))
    told = dict(line.split("\t")[:2] for line in file.read_text().splitlines()[2:])
    write_accounts(file, wanted, make_accounts(wanted, bodies))
    now = dict(line.split("\t")[:2] for line in file.read_text().splitlines()[2:])
    last = wanted[-1].username
    assert told[last] == "(unchanged)" != now[last]
    assert {name: now[name] for name in now if name != last} == {name: told[name] for name in told if name != last}
