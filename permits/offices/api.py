"""Applications under /api/v1/ for programs of offices: file, follow, answer, pay."""

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from geo.api.features import listed
from geo.api.forms import sent_values
from geo.api.pagination import page_of
from geo.api.schema import PAGING, inline
from geo.api.views import ReadView
from geo.documents.enums import Secrecy
from geo.documents.models import Document
from geo.documents.services import file_document
from geo.errors import NotFound, TooLarge
from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from permits.applications.selectors import application_of
from permits.applications.services import change_works, decide
from permits.cases.inbox import titles_of
from permits.cases.models import Case
from permits.cases.pages import Decide, paper
from permits.cases.policies import in_places_of, steps_open_to
from permits.cases.supplements import open_supplements, supply
from permits.excavations.services import decide_dig
from permits.offices.api_forms import (
    ApplicationAnswer,
    ApplicationForm,
    FiledRow,
    PaperForm,
    PaperRow,
    StepForm,
    SupplementForm,
    SupplementRow,
    WorksForm,
)
from permits.offices.enums import Scope
from permits.offices.errors import NoMandate
from permits.offices.filing import file_application
from permits.offices.models import Filing
from permits.offices.oauth import Acting, ByToken
from permits.offices.selectors import filed_case, filed_cases
from permits.payments.api import BillRow
from permits.payments.selectors import visible_bills

#: Bytes of a paper.
LARGEST_PAPER = 20 * 1024 * 1024
KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the application."))
#: Kinds whose steps another service takes.
DECIDE: dict[str, Decide] = {"excavation": decide_dig}
SUPPLEMENT = OpenApiParameter(
    "supplement", int, OpenApiParameter.PATH, description=_("Number of the request, from the list.")
)
SUBJECT = "applications.permitapplication:{}"


class ProgramView(ReadView):
    """A view for programs: a token of a licensed office, with the scope that its method needs."""

    authentication_classes = [ByToken]
    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a token that was given for less. Errors: ScopeMissing."""
        super().initial(request, *args, **kwargs)
        self.acting.need(Scope.READ if request.method in ("GET", "HEAD", "OPTIONS") else Scope.WRITE)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say that the answer is the token's; a file goes out as it is."""
        if not isinstance(response, Response):
            return APIView.finalize_response(self, request, response, *args, **kwargs)
        answer = super().finalize_response(request, response, *args, **kwargs)
        patch_vary_headers(answer, ["Authorization"])
        return answer

    @property
    def acting(self) -> Acting:
        """Who asks."""
        acting: Acting = self.request.auth  # type: ignore[assignment]
        return acting

    def case(self, key: UUID, *, to_write: bool = False) -> Case:
        """Return a case that the office filed. Errors: NotFound; NoMandate when its mandate is revoked since."""
        found = filed_case(self.acting.office, self.acting.person, key)
        if to_write:
            _check_mandate(found)
        return found


def _check_mandate(case: Case) -> None:
    with territory([case.municipality_id]):
        filing = Filing.objects.select_related("mandate").get(case=case)
        if filing.mandate is not None and filing.mandate.revoked_at is not None:
            raise NoMandate


class Applications(ProgramView):
    """All applications of the office, and a new one."""

    parameters = frozenset({"limit", "cursor"})

    @extend_schema(
        operation_id="applications", summary=_("Applications that your office filed, by case number, the latest first"),
        tags=["applications"], parameters=PAGING,
        responses=inline("ApplicationPage", results=FiledRow(many=True), next=serializers.URLField(allow_null=True)),
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """Answer a page of applications."""
        filed = filed_cases(self.acting.office, self.acting.person)
        page = page_of(filed, request, key="reference", descending=True)
        with in_places_of(page.rows):
            titles = titles_of(page.rows)
        return listed(page, FiledRow(page.rows, many=True, context={"titles": titles}).data)

    @extend_schema(
        operation_id="application_file", summary=_("Open an application; the same request id opens it once"),
        tags=["applications"], request=ApplicationForm, responses={201: ApplicationAnswer},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Open a draft and answer what the rules say of it; the step "submit" hands it in."""
        form = ApplicationForm(data=request.data)
        sent_values(form)
        application = file_application(sent=form.sent(), acting=self.acting)
        return Response(told(application.case, self.acting), status=201)


class Application(ProgramView):
    """One application."""

    @extend_schema(
        operation_id="application", summary=_("One application: its state, findings, open steps and permit"),
        tags=["applications"], parameters=[KEY], responses=ApplicationAnswer,
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer an application."""
        return Response(told(self.case(key), self.acting))


class Steps(ProgramView):
    """Steps that are the applicant's."""

    @extend_schema(
        operation_id="application_step", summary=_("Hand in, withdraw, or take another step that is open"),
        tags=["applications"], parameters=[KEY], request=StepForm, responses=ApplicationAnswer,
    )  # fmt: skip
    def post(self, request: Request, key: UUID) -> Response:
        """Take a step and answer where the application stands then."""
        case = self.case(key, to_write=True)
        sent = sent_values(StepForm(data=request.data))
        with territory([case.municipality_id]):
            moved = DECIDE.get(case.kind, decide)(
                case=case, name=sent["step"], by=self.acting.person, note=sent["note"]
            )
        return Response(told(moved, self.acting))


class Works(ProgramView):
    """What is asked for."""

    @extend_schema(
        operation_id="application_works", summary=_("Send other works while the application may still be changed"),
        tags=["applications"], parameters=[KEY], request=WorksForm, responses=ApplicationAnswer,
    )  # fmt: skip
    def put(self, request: Request, key: UUID) -> Response:
        """Put other works in the place of those that were sent, and answer what the rules say of them."""
        case = self.case(key, to_write=True)
        form = WorksForm(data=request.data)
        sent = sent_values(form)
        with territory([case.municipality_id]):
            change_works(
                application=application_of(case.pk), works=form.drawn(), by=self.acting.person, details=sent["details"]
            )
        return Response(told(case, self.acting))


class Papers(ProgramView):
    """Papers of an application."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="application_papers", summary=_("Papers that your office filed with the application"),
        tags=["applications"], parameters=[KEY], responses=inline("PaperList", results=PaperRow(many=True)),
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer what the office itself filed."""
        case = self.case(key)
        with territory([case.municipality_id]):
            held = Document.objects.filter(subject=SUBJECT.format(case.pk), filed_by=self.acting.person)
            rows = PaperRow(held.defer("content"), many=True).data
        return Response({"results": rows})

    @extend_schema(
        operation_id="application_paper_file", summary=_("File a paper with the application"),
        tags=["applications"], parameters=[KEY], request={"multipart/form-data": PaperForm}, responses={201: PaperRow},
    )  # fmt: skip
    def post(self, request: Request, key: UUID) -> Response:
        """File a paper; the same bytes are filed once."""
        case = self.case(key, to_write=True)
        return Response(PaperRow(filed_paper(case, request, self.acting)).data, status=201)


def filed_paper(case: Case, request: Request, acting: Acting) -> Document:
    """File the paper that a request brings. Errors: InvalidInput, TooLarge, those of file_document."""
    sent = sent_values(PaperForm(data=request.data))
    if sent["file"].size > LARGEST_PAPER:
        raise TooLarge
    with territory([case.municipality_id]):
        return file_document(
            subject=SUBJECT.format(case.pk), office=case.municipality, kind=sent["kind"], title=sent["title"],
            name=sent["file"].name, content=sent["file"].read(), by=acting.person,
            secrecy=Secrecy.PARTIES,
        )  # fmt: skip


class Supplements(ProgramView):
    """What the office is asked for."""

    @extend_schema(
        operation_id="application_supplements", summary=_("What the municipality asks for and waits for"),
        tags=["applications"], parameters=[KEY], responses=inline("SupplementList", results=SupplementRow(many=True)),
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer the requests that are open."""
        case = self.case(key)
        with territory([case.municipality_id]):
            return Response({"results": SupplementRow(open_supplements(case), many=True).data})


class OneSupplement(ProgramView):
    """One request of the municipality."""

    @extend_schema(
        operation_id="application_supply", summary=_("Hand in what was asked for: words, a filed paper, or a drawing"),
        tags=["applications"], parameters=[KEY, SUPPLEMENT],
        request=SupplementForm, responses=ApplicationAnswer,
    )  # fmt: skip
    def post(self, request: Request, key: UUID, supplement: int) -> Response:
        """Hand in what was asked for. Errors: NotFound, and those of supply."""
        case = self.case(key, to_write=True)
        form = SupplementForm(data=request.data)
        sent = sent_values(form)
        with territory([case.municipality_id]):
            asked = next((each for each in open_supplements(case) if each.pk == supplement), None)
            if asked is None:
                raise NotFound
            supply(
                supplement=asked, by=self.acting.person, text=sent["text"], works=form.drawn(),
                document=own_paper(case, sent["paper"], self.acting),
            )  # fmt: skip
        return Response(told(case, self.acting))


def own_paper(case: Case, key: UUID | None, acting: Acting) -> Document | None:
    """Return a paper that the office filed with the application, or None. Errors: NotFound."""
    if key is None:
        return None
    held = Document.objects.filter(pk=key, subject=SUBJECT.format(case.pk), filed_by=acting.person).first()
    if held is None:
        raise NotFound
    return held


class Bills(ProgramView):
    """Bills of an application."""

    @extend_schema(
        operation_id="application_bills", summary=_("Bills of the application, the latest first"),
        tags=["applications"], parameters=[KEY], responses=inline("BillList", results=BillRow(many=True)),
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> Response:
        """Answer its bills."""
        case = self.case(key)
        with territory([case.municipality_id]):
            rows = BillRow(visible_bills().filter(case=case).order_by("-issued_at"), many=True).data
        return Response({"results": rows})


class Certificate(ProgramView):
    """The signed paper of the permit."""

    @extend_schema(
        operation_id="application_certificate", summary=_("The permit as the signed PDF that was filed"),
        tags=["applications"], parameters=[KEY], responses={(200, "application/pdf"): bytes},
    )  # fmt: skip
    def get(self, request: Request, key: UUID) -> HttpResponseBase:
        """Answer the file. Errors: NotFound before the permit is issued."""
        case = self.case(key)
        with territory([case.municipality_id]):
            permit = getattr(application_of(case.pk), "permit", None)
            if permit is None or permit.printout is None:
                raise NotFound
            return paper(printout_pdf(permit.printout), name=f"{permit.number}.pdf")


def told(case: Case, acting: Acting) -> dict[str, Any]:
    """Return an application as the API shows it."""
    with territory([case.municipality_id]):
        held = application_of(case.pk)
        steps = steps_open_to(acting.person, held.case)
        context = {"application": held, "steps": steps, "titles": titles_of([held.case])}
        answer: dict[str, Any] = ApplicationAnswer(held.case, context=context).data
    return answer
