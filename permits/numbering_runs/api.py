"""Published numberings of old districts under /api/: their days, and their numbers; what everyone may know."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from geo.api.features import listed
from geo.api.pagination import page_of
from geo.api.schema import PAGING, inline
from geo.api.views import ReadView
from geo.errors import NotFound
from parcels.register.models import PublishedParcel
from permits.numbering_runs.models import PublishedRun, PublishedRunBlock
from permits.numbering_runs.notice_web import hears
from permits.numbering_runs.selectors import published_blocks, published_numbers, published_runs

RUN = OpenApiParameter("run", UUID, OpenApiParameter.PATH, description=_("Key of the numbering."))


class RunRow(serializers.ModelSerializer[PublishedRun]):
    """A published numbering: its district, its days, and its page."""

    id = serializers.UUIDField(source="run_id")
    district = serializers.IntegerField(source="district_id")
    hears_objections = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = PublishedRun
        fields = (
            "id", "reference", "municipality_name", "municipality_name_en", "district", "district_name",
            "district_name_en", "published_at", "objections_until", "hears_objections", "frozen_at", "page",
        )  # fmt: skip

    def get_hears_objections(self, run: PublishedRun) -> bool:
        """Return whether objections are taken today."""
        return hears(run)

    def get_page(self, run: PublishedRun) -> str:
        """Return the address of its page."""
        return reverse("numbering_runs:notice", args=[run.pk])


class NumberRow(serializers.ModelSerializer[PublishedParcel]):
    """A number of a published numbering."""

    class Meta:
        model = PublishedParcel
        fields = ("code", "block_label", "number", "state")


class BlockRow(serializers.ModelSerializer[PublishedRunBlock]):
    """A block of a published numbering: shares from 0 to 1; bound and gap are null where nothing is proven."""

    class Meta:
        model = PublishedRunBlock
        fields = (
            "place", "block_label", "parcels", "neighbours", "within_reach", "walk", "proof", "bound", "gap",
        )  # fmt: skip


class Runs(ReadView):
    """Published numberings."""

    parameters = frozenset({"limit", "cursor"})

    @extend_schema(
        operation_id="numbering_runs",
        summary=_("Published numberings of old districts, by case number, the latest first"),
        tags=["numbering"],
        parameters=PAGING,
        responses=inline("NumberingRunPage", results=RunRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request) -> Response:
        """Answer a page of published numberings."""
        page = page_of(published_runs(), request, key="reference", descending=True)
        return listed(page, RunRow(page.rows, many=True).data)


class Run(ReadView):
    """One published numbering."""

    @extend_schema(
        operation_id="numbering_run", summary=_("One published numbering"), tags=["numbering"], parameters=[RUN],
        responses=RunRow,
    )  # fmt: skip
    def get(self, request: Request, run: UUID) -> Response:
        """Answer a published numbering."""
        return Response(RunRow(_published(run)).data)


class RunParcels(ReadView):
    """The numbers of a published numbering."""

    parameters = frozenset({"limit", "cursor"})

    @extend_schema(
        operation_id="numbering_run_parcels",
        summary=_("The numbers of a published numbering, by code"),
        tags=["numbering"],
        parameters=[RUN, *PAGING],
        responses=inline("NumberPage", results=NumberRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request, run: UUID) -> Response:
        """Answer a page of numbers."""
        page: Any = page_of(published_numbers(_published(run)), request, key="code")
        return listed(page, NumberRow(page.rows, many=True).data)


class RunBlocks(ReadView):
    """The blocks of a published numbering."""

    parameters = frozenset({"limit", "cursor"})

    @extend_schema(
        operation_id="numbering_run_blocks",
        summary=_("The blocks of a published numbering: how well the numbers follow the ground, and what is proven"),
        tags=["numbering"],
        parameters=[RUN, *PAGING],
        responses=inline("NumberingBlockPage", results=BlockRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request, run: UUID) -> Response:
        """Answer a page of blocks."""
        page: Any = page_of(published_blocks(_published(run)), request, key="place")
        return listed(page, BlockRow(page.rows, many=True).data)


def _published(run: UUID) -> PublishedRun:
    found = published_runs().filter(pk=run).first()
    if found is None:
        raise NotFound
    return found
