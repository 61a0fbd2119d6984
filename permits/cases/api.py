"""Cases under /api/: those that the signed-in person opened, and the file of one that he may read."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from geo.accounts.models import User
from geo.api.features import listed
from geo.api.pagination import page_of
from geo.api.schema import PAGING, inline
from geo.api.views import ReadView
from geo.errors import NotFound
from geo.municipalities.scope import territory
from permits.cases.clock import Clock, clocks_of, turn_of
from permits.cases.flow import flows
from permits.cases.inbox import titles_of
from permits.cases.models import Appeal, Case, Comment, Condition, Referral, Supplement
from permits.cases.policies import case_read_by, in_places_of, visible_cases
from permits.cases.selectors import history_of
from permits.cases.talk import comments_for


class CaseRow(serializers.ModelSerializer[Case]):
    """A case: what it is, where it stands, and its page."""

    office = serializers.SlugRelatedField[Any](source="municipality", slug_field="code", read_only=True)
    title = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()
    holder = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = (
            "id", "reference", "kind", "title", "office", "state", "state_label", "state_since", "opened_at", "holder",
            "page",
        )  # fmt: skip

    def get_title(self, case: Case) -> str:
        """Return what kind of case it is, in the language of the reader."""
        titles: dict[UUID, str] = self.context["titles"]
        return titles[case.pk]

    def get_state_label(self, case: Case) -> str:
        """Return the state in the language of the reader."""
        return str(flows[case.kind].states(case.state).label)

    def get_holder(self, case: Case) -> str:
        """Return who holds the file: office, applicant or nobody."""
        return str(turn_of(case.kind, case.state).value)

    def get_page(self, case: Case) -> str:
        """Return the address of its page."""
        return reverse(flows[case.kind].page, args=[case.pk])


class StepRow(serializers.Serializer[Any]):
    """A step that was taken; whoever took it is not named."""

    step = serializers.CharField(source="event.transition")
    name = serializers.CharField(source="label")
    state = serializers.CharField(source="event.target")
    taken_at = serializers.DateTimeField(source="event.taken_at")
    note = serializers.CharField(source="event.note")


class RequestRow(serializers.ModelSerializer[Supplement]):
    """What the applicant is asked for; answered under /api/v1/applications."""

    class Meta:
        model = Supplement
        fields = ("id", "wanted", "request", "opened_at", "due_on", "closed_at", "answer", "withdrawn")


class ReferralRow(serializers.ModelSerializer[Referral]):
    """A department that was asked, and its answer."""

    department = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = Referral
        fields = ("id", "department", "trigger", "hit", "opened_at", "due_on", "closed_at", "opinion", "answer")


class ConditionRow(serializers.ModelSerializer[Condition]):
    """A condition, and how it was met."""

    class Meta:
        model = Condition
        fields = ("id", "text", "stage", "opened_at", "closed_at", "discharge")


class AppealRow(serializers.ModelSerializer[Appeal]):
    """An appeal, and what was decided on it."""

    against = serializers.CharField(source="event.transition")

    class Meta:
        model = Appeal
        fields = ("id", "against", "grounds", "opened_at", "closed_at", "ruling", "reasons")


class CommentRow(serializers.ModelSerializer[Comment]):
    """Words between the office and the applicant; the office's people read its own too, which are not `shared`."""

    own = serializers.SerializerMethodField()

    class Meta:
        model = Comment
        fields = ("id", "text", "opened_at", "own", "shared")

    def get_own(self, comment: Comment) -> bool:
        """Say whether they are the applicant's own words."""
        return comment.opened_by_id == comment.case.opened_by_id


class ClockRow(serializers.Serializer[Clock]):
    """Who holds the file; working days that the office has used of its term."""

    holder = serializers.CharField()
    used = serializers.IntegerField()
    allowed = serializers.IntegerField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)


class CaseFile(ReadView):
    """The file of one case: for whoever opened it, who acts for him, and the people of its office."""

    parameters = frozenset[str]()
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="case",
        summary=_("A case that you may read, with its file: steps, requests, departments, conditions, appeals, clock"),
        tags=["cases"],
        parameters=[OpenApiParameter("case_id", UUID, OpenApiParameter.PATH, description=_("Key of the case."))],
        responses=inline(
            "CaseFile", case=CaseRow(), clock=ClockRow(), steps=StepRow(many=True), requests=RequestRow(many=True),
            referrals=ReferralRow(many=True), conditions=ConditionRow(many=True), appeals=AppealRow(many=True),
            comments=CommentRow(many=True),
        ),
    )  # fmt: skip
    def get(self, request: Request, case_id: UUID) -> Response:
        """Answer the file of a case. Errors: NotFound for one that the person may not read."""
        case = case_read_by(request.user, case_id)
        if case is None or not isinstance(request.user, User):
            raise NotFound
        with territory([case.municipality_id]):
            told = {
                "case": CaseRow(case, context={"titles": titles_of([case])}).data,
                "clock": ClockRow(clocks_of([case])[case.pk]).data,
                "steps": StepRow(history_of(case), many=True).data,
                "requests": RequestRow(case.supplements.all(), many=True).data,
                "referrals": ReferralRow(case.referrals.select_related("department"), many=True).data,
                "conditions": ConditionRow(case.conditions.all(), many=True).data,
                "appeals": AppealRow(case.appeals.select_related("event"), many=True).data,
                "comments": CommentRow(comments_for(case, request.user).select_related("case"), many=True).data,
            }
        return Response(told)


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
        with in_places_of(page.rows):
            titles = titles_of(page.rows)
        return listed(page, CaseRow(page.rows, many=True, context={"titles": titles}).data)
