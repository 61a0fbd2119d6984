"""Bills under /api/: those of the person, and of the places whose lists he reads."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from geo.api.features import listed
from geo.api.pagination import page_of
from geo.api.schema import PAGING, inline
from geo.api.views import ReadView
from permits.payments.models import Bill
from permits.payments.policies import bill_territories
from permits.payments.selectors import visible_bills


class BillRow(serializers.ModelSerializer[Bill]):
    """A bill: its number, amount in riyals, last day, and where it stands."""

    office = serializers.SlugRelatedField[Any](source="municipality", slug_field="code", read_only=True)
    case = serializers.SlugRelatedField[Any](slug_field="reference", read_only=True)
    state_label = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Bill
        fields = (
            "number", "case", "office", "amount", "state", "state_label", "state_since", "issued_at", "due_on", "page",
        )  # fmt: skip

    def get_state_label(self, bill: Bill) -> str:
        """Return the state in the language of the reader."""
        return str(bill.get_state_display())

    def get_page(self, bill: Bill) -> str:
        """Return the address of its page, which explains every line."""
        return reverse("payments:bill", args=[bill.number])


class Bills(ReadView):
    """The bills of whoever asks, and of the places whose bills he lists."""

    parameters = frozenset({"limit", "cursor"})
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="bills",
        summary=_("Your bills and those of your office, by number, the latest first"),
        tags=["cases"],
        parameters=PAGING,
        responses=inline("BillPage", results=BillRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request) -> Response:
        """Answer a page of bills."""
        places = bill_territories(request.user)
        seen = visible_bills().filter(Q(billed_to_id=request.user.pk) | Q(municipality_id__in=places))
        page = page_of(seen, request, key="number", descending=True)
        return listed(page, BillRow(page.rows, many=True).data)
