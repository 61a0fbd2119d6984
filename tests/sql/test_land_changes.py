"""Random splits, mergers and moved boundaries: what is conserved, what is never reused, and what is remembered."""

import random
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import pytest
import shapely
from django.db.models import Sum

from geo.municipalities.scope import territory
from geo.spatial.shapes import to_surface
from parcels.register.history import land_today, parcels_at
from parcels.register.models import AllottedNumber, LineageEvent, LineageLink, Parcel, PublishedParcel
from tests.factories.places import ORIGIN
from tests.sql.story import Story


def _told(story: Story) -> Iterator[tuple[datetime, dict[str, tuple[str, bytes]]]]:
    """A few of the instants, first and last among them."""
    yield story.told[0]
    yield from story.dice.sample(story.told, min(25, len(story.told)))
    yield story.told[-1]


def _check(story: Story) -> None:
    whole = shapely.box(ORIGIN[0] - 2000, ORIGIN[1] - 2000, ORIGIN[0] + 4000, ORIGIN[1] + 4000)
    place = to_surface(whole)
    for instant, said in _told(story):
        for asked in ({"as_of": instant}, {"as_of": instant, "known_at": instant}):
            found = {p.code: (p.state, bytes(p.geom.wkb)) for p in parcels_at(place, **asked)}
            assert found == said, (instant, asked)
    with territory([story.office.body.pk]):
        _nothing_is_orphaned()
        codes = list(Parcel.objects.values_list("code", flat=True))
        assert len(set(codes)) == len(codes) == AllottedNumber.objects.count()
        for event in LineageEvent.objects.prefetch_related("links"):
            assert abs(event.residual_m2) <= 0.001 * _perimeters(event)


def _perimeters(event: LineageEvent) -> float:
    """The boundaries of the change, former and new, in metres."""
    ids = {i for link in event.links.all() for i in (link.parent_id, link.child_id)}
    versions = [v for p in Parcel.objects.filter(pk__in=ids).prefetch_related("boundaries") for v in p.boundaries.all()]
    touched = [v for v in versions if event.happened_at in (v.valid.lower, v.valid.upper)]
    return sum(v.geom.length for v in touched)


def _nothing_is_orphaned() -> None:
    for parcel in Parcel.objects.filter(state__startswith="retired"):
        shares = LineageLink.objects.filter(parent=parcel).exclude(child=parcel).aggregate(all=Sum("parent_share"))
        last = LineageEvent.objects.filter(links__parent=parcel).order_by("-happened_at").first()
        down = LineageLink.objects.filter(event=last, parent=parcel).aggregate(all=Sum("parent_share"))
        assert shares["all"] and down["all"] == pytest.approx(1, abs=0.01)
        assert sum(land.share_of_former for land in land_today(parcel.pk)) == pytest.approx(1, abs=0.01)
    for parcel in Parcel.objects.exclude(boundaries__valid__contains=AllottedNumber.objects.earliest("id").allotted_at):
        up = LineageLink.objects.filter(child=parcel).order_by("event__happened_at").values("event")[:1]
        first = LineageLink.objects.filter(child=parcel, event__in=up).aggregate(all=Sum("child_share"))
        assert first["all"] == pytest.approx(1, abs=0.01)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("steps", [40, pytest.param(1000, marks=pytest.mark.full)])
def test_random_changes_conserve_land_reuse_nothing_and_are_remembered(places, steps):
    story = Story(places.west, random.Random(20261121))
    story.begin(6)
    before = PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"]
    for _step in range(steps):
        story.step()
    after = PublishedParcel.objects.aggregate(all=Sum("area_m2"))["all"]
    with territory([places.west.body.pk]):
        recorded = LineageEvent.objects.aggregate(all=Sum("residual_m2"))["all"]
    assert after - before == pytest.approx(recorded, abs=0.001)
    assert set(story.counts) == {"split", "even", "merge", "move"}
    _check(story)


def _ids(parcels) -> list[UUID]:
    return [parcel.pk for parcel in parcels]
