"""Draws under /api/: how far each is, its hashes and secrets as they become known, and the proof of a ticket."""

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
from permits.draws.enums import PaperName
from permits.draws.models import PublishedDraw
from permits.draws.selectors import leaf_of, place_of, published_draw, published_draws

DRAW = OpenApiParameter("draw", UUID, OpenApiParameter.PATH, description=_("Key of the draw."))
TICKET = OpenApiParameter("ticket", str, OpenApiParameter.PATH, description=_("A ticket: 64 hexadecimal digits."))


class OfficialRow(serializers.Serializer[dict[str, Any]]):
    """An official of a draw; the secret is empty until it is revealed."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    commitment = serializers.CharField()
    committed_at = serializers.DateTimeField(allow_null=True)
    secret = serializers.CharField()
    nonce = serializers.CharField()
    revealed_at = serializers.DateTimeField(allow_null=True)


class DrawRow(serializers.ModelSerializer[PublishedDraw]):
    """A draw as everyone may know it; what is not known yet is empty."""

    id = serializers.UUIDField(source="draw_id")
    officials = OfficialRow(many=True)
    page = serializers.SerializerMethodField()
    frozen_file = serializers.SerializerMethodField()
    proof_file = serializers.SerializerMethodField()

    class Meta:
        model = PublishedDraw
        fields = (
            "id", "code", "municipality_name", "municipality_name_en", "title", "state", "session_at", "public_source",
            "public_form", "public_due_at", "entrant_count", "lot_count", "officials", "manifest_hash", "frozen_at",
            "public_value", "public_evidence", "seed", "drawn_at", "seal", "published_at", "void_reason", "voided_at",
            "page", "frozen_file", "proof_file",
        )  # fmt: skip

    def get_page(self, draw: PublishedDraw) -> str:
        """Return the address of its page."""
        return reverse("draws:session", args=[draw.pk])

    def get_frozen_file(self, draw: PublishedDraw) -> str:
        """Return the address of the frozen lists, or "" before they are frozen."""
        return reverse("draws:paper", args=[draw.pk, PaperName.FROZEN.value]) if draw.manifest_hash else ""

    def get_proof_file(self, draw: PublishedDraw) -> str:
        """Return the address of the results with their proof, or "" before they are drawn."""
        return reverse("draws:paper", args=[draw.pk, PaperName.PROOF.value]) if draw.seal else ""


class ProofStepRow(serializers.Serializer[Any]):
    """A sister on the way from an entry to the root."""

    sister = serializers.CharField()
    left = serializers.BooleanField()


class ResultRow(serializers.Serializer[Any]):
    """What a ticket drew: a lot, or null for a turn among the reserves."""

    lot = serializers.CharField(allow_null=True)
    turn = serializers.IntegerField()


class TicketRow(serializers.Serializer[Any]):
    """Where a ticket stands; SHA-256 of a zero byte and `leaf` is what the proof begins with."""

    ticket = serializers.CharField()
    position = serializers.IntegerField()
    leaf = serializers.CharField()
    proof = ProofStepRow(many=True)
    list_root = serializers.CharField()
    result = ResultRow(allow_null=True)


class Draws(ReadView):
    """All draws."""

    parameters = frozenset({"limit", "cursor"})

    @extend_schema(
        operation_id="draws",
        summary=_("Draws of lots, by number, the latest first"),
        tags=["draws"],
        parameters=PAGING,
        responses=inline("DrawPage", results=DrawRow(many=True), next=serializers.URLField(allow_null=True)),
    )
    def get(self, request: Request) -> Response:
        """Answer a page of draws."""
        page = page_of(published_draws(), request, key="code", descending=True)
        return listed(page, DrawRow(page.rows, many=True).data)


class OneDraw(ReadView):
    """One draw."""

    @extend_schema(operation_id="draw", summary=_("One draw"), tags=["draws"], parameters=[DRAW], responses=DrawRow)
    def get(self, request: Request, draw: UUID) -> Response:
        """Answer a draw."""
        return Response(DrawRow(published_draw(draw)).data)


class OneTicket(ReadView):
    """A ticket in a draw."""

    @extend_schema(
        operation_id="draw_ticket",
        summary=_("Whether a ticket stands in the frozen list, with its Merkle proof, and what it drew"),
        tags=["draws"],
        parameters=[DRAW, TICKET],
        responses=TicketRow,
    )
    def get(self, request: Request, draw: UUID, ticket: str) -> Response:
        """Answer where a ticket stands."""
        place = place_of(published_draw(draw), ticket)
        told = {
            "ticket": ticket, "position": place.position, "leaf": leaf_of(place), "proof": place.steps,
            "list_root": place.root, "result": place.result,
        }  # fmt: skip
        return Response(TicketRow(told).data)
