"""Cases under /api/: those that the signed-in person opened."""

from typing import Any

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
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.policies import visible_cases


class CaseRow(serializers.ModelSerializer[Case]):
    """A case: what it is, where it stands, and its page."""

    office = serializers.SlugRelatedField[Any](source="municipality", slug_field="code", read_only=True)
    title = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "reference", "kind", "title", "office", "state", "state_label", "state_since", "opened_at", "page",
        )  # fmt: skip

    def get_title(self, case: Case) -> str:
        """Return what kind of case it is, in the language of the reader."""
        return str(flows[case.kind].title)

    def get_state_label(self, case: Case) -> str:
        """Return the state in the language of the reader."""
        return str(flows[case.kind].states(case.state).label)

    def get_page(self, case: Case) -> str:
        """Return the address of its page."""
        return reverse(flows[case.kind].page, args=[case.pk])


class Cases(ReadView):
    """The cases of whoever asks."""

    parameters = frozenset({"limit", "cursor"})
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="cases",
        summary=_("Cases that you opened, by case number, the latest first"),
        tags=["cases"],
        parameters=PAGING,
        responses=inline("CasePage", results=CaseRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request) -> Response:
        """Answer a page of the person's own cases."""
        own = visible_cases().filter(opened_by_id=request.user.pk)
        page = page_of(own, request, key="reference", descending=True)
        return listed(page, CaseRow(page.rows, many=True).data)
