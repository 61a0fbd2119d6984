"""The nightly job checks all bodies and writes it down."""

from django.utils import timezone
from shapely import box

from geo.municipalities.scope import everywhere
from parcels.quality.models import CheckFinding, CheckRun
from parcels.quality.tasks import check_territory
from tests.parcels.quality.territory import enter, redraw


def test_it_checks_every_body_and_keeps_what_it_found(offices):
    ids = enter(offices.west, {"a": box(0, 0, 20, 20), "b": box(20, 0, 40, 20)})
    redraw(ids["b"], box(19, 0, 40, 20))
    check_territory()
    with everywhere():
        runs = CheckRun.objects.order_by("municipality__code").values_list(
            "municipality__code", "as_of", "parcels_read"
        )
        assert list(runs) == [("5011", timezone.localdate(), 2), ("5012", timezone.localdate(), 0)]
        assert [finding.kind for finding in CheckFinding.objects.all()] == ["overlap"]
