"""Shapes of what programs send and are answered under /api/v1/applications."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from geo.api.boxes import Crs, as_geojson, from_geojson, offered_crs, read_crs
from geo.documents.enums import DocumentKind
from geo.documents.models import Document
from geo.errors import InvalidInput
from geo.spatial_rules.keeping import told_findings
from permits.applications.enums import PermitKind
from permits.applications.forms import FencingForm
from permits.applications.models import Permit, PermitApplication
from permits.applications.services import Applicant
from permits.cases.api import CaseRow
from permits.cases.models import Case, Supplement
from permits.offices.filing import Sent, drawn

#: What may be drawn anew: a footprint, a fence, routes.
FORMS = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")


class ApplicantForm(serializers.Serializer[Any]):
    """For whom is applied: name, ten-digit identity or registration number, mobile number."""

    name = serializers.CharField(max_length=120)
    identifier = serializers.CharField(max_length=20)
    mobile = serializers.CharField(max_length=20)


class ApplicationForm(serializers.Serializer[Any]):
    """An application: what the kind takes is told in docs/offices.md; the same request id never opens a second one."""

    kind = serializers.ChoiceField(choices=PermitKind.choices)
    simple = serializers.CharField(max_length=40, default="", allow_blank=True)
    parcel = serializers.CharField(max_length=40, default="", allow_blank=True)
    office = serializers.CharField(max_length=6, default="", allow_blank=True)
    applicant = ApplicantForm()
    works = serializers.JSONField(required=False, allow_null=True, default=None)
    crs = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    details = serializers.DictField(default=dict)
    request_id = serializers.UUIDField()

    def sent(self) -> Sent:
        """Return what was sent, the applicant checked as on the page. Errors: InvalidInput, CrsUnknown."""
        told = self.validated_data
        if told["works"] is not None and not isinstance(told["works"], dict):
            raise InvalidInput(fields={"works": ["GeoJSON"]})
        if bool(told["simple"]) != (told["kind"] == PermitKind.SIMPLE):
            raise InvalidInput(fields={"simple": [f"the code of a simple kind, with kind {PermitKind.SIMPLE}"]})
        return Sent(
            kind=PermitKind(told["kind"]), parcel=told["parcel"], office=told["office"], works=told["works"],
            crs=read_crs("crs", told["crs"]), details=told["details"], applicant=_applicant(told["applicant"]),
            request_id=told["request_id"], simple=told["simple"],
        )  # fmt: skip


def _applicant(told: dict[str, str]) -> Applicant:
    """Return the applicant as the page's form reads him. Errors: InvalidInput."""
    form = FencingForm({**told, "corners": ["0"]}, sides=[(0, "")])
    wrong = {name: list(found) for name, found in form.errors.items() if name in told}
    if wrong:
        raise InvalidInput(fields={"applicant": wrong})
    return Applicant(**{name: form.cleaned_data[name] for name in ("name", "identifier", "mobile")})


class WorksForm(serializers.Serializer[Any]):
    """Other works in the place of those that were sent, and what changes in the details."""

    works = serializers.JSONField()
    crs = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    details = serializers.DictField(default=dict)

    def drawn(self) -> GEOSGeometry:
        """Return the works in the storage CRS. Errors: CrsUnknown, ShapeUnclear."""
        told = self.validated_data
        return drawn(told["works"], read_crs("crs", told["crs"]))


class StepForm(serializers.Serializer[Any]):
    """A step that the answer lists under `steps`, with a reason where it is needed."""

    step = serializers.CharField(max_length=40)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)


class PaperForm(serializers.Serializer[Any]):
    """A paper to be filed: PDF, PNG or JPEG, told from its bytes."""

    file = serializers.FileField(max_length=200, allow_empty_file=True)
    kind = serializers.ChoiceField(choices=DocumentKind.choices, default=DocumentKind.OTHER)
    title = serializers.CharField(max_length=200, default="", allow_blank=True)


class SupplementForm(serializers.Serializer[Any]):
    """What is handed in: words, the key of a paper that was filed with the application, or a drawing, as was asked."""

    text = serializers.CharField(max_length=4000, default="", allow_blank=True)
    paper = serializers.UUIDField(required=False, allow_null=True, default=None)
    works = serializers.JSONField(required=False, allow_null=True, default=None)
    crs = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)

    def drawn(self) -> GEOSGeometry | None:
        """Return the drawing in the storage CRS, or None. Errors: CrsUnknown, ShapeUnclear."""
        told = self.validated_data
        if told["works"] is None:
            return None
        return from_geojson(told["works"], read_crs("crs", told["crs"]), forms=FORMS)


class SupplementRow(serializers.ModelSerializer[Supplement]):
    """What the applicant is asked for, until when."""

    class Meta:
        model = Supplement
        fields = ("id", "wanted", "request", "due_on", "opened_at")


class FiledRow(CaseRow):
    """Where an application stands."""

    class Meta(CaseRow.Meta):
        fields = (  # type: ignore[assignment]
            "id", "reference", "kind", "title", "office", "state", "state_label", "state_since", "opened_at",
        )  # fmt: skip


class FindingRow(serializers.Serializer[Any]):
    """What a rule said: yes, no or unknown, why, what to do, the evidence and the offending geometry (CRS84)."""

    rule = serializers.CharField()
    title = serializers.CharField()
    answer = serializers.CharField()
    message = serializers.CharField()
    hint = serializers.CharField()
    cites = serializers.CharField()
    evidence = serializers.JSONField()
    geometry = serializers.JSONField(allow_null=True)


class FiledStep(serializers.Serializer[Any]):
    """A step that the program may take now."""

    step = serializers.CharField(source="name")
    label = serializers.CharField()  # type: ignore[assignment]
    needs_note = serializers.BooleanField()


class PermitRow(serializers.ModelSerializer[Permit]):
    """The permit that was issued."""

    page = serializers.SerializerMethodField()

    class Meta:
        model = Permit
        fields = ("number", "issued_on", "expires_on", "page")

    def get_page(self, permit: Permit) -> str:
        """Return the address of its public page."""
        return reverse("applications:permit", args=[permit.number])


class ApplicationAnswer(FiledRow):
    """One application with what the rules found, the steps that are open, and the permit."""

    parcel = serializers.SerializerMethodField()
    works = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()
    permit = serializers.SerializerMethodField()

    class Meta(FiledRow.Meta):
        fields = (*FiledRow.Meta.fields, "parcel", "works", "findings", "steps", "permit")  # type: ignore[assignment]

    @property
    def _held(self) -> PermitApplication:
        held: PermitApplication = self.context["application"]
        return held

    def get_parcel(self, case: Case) -> str | None:
        """Return the code of the parcel, or null for works in a street."""
        return self._held.parcel.code if self._held.parcel else None

    @extend_schema_field(serializers.JSONField())
    def get_works(self, case: Case) -> dict[str, Any]:
        """Return the works as GeoJSON in CRS84."""
        crs: Crs = next(iter(offered_crs().values()))
        return as_geojson(self._held.works, crs)

    @extend_schema_field(FindingRow(many=True))
    def get_findings(self, case: Case) -> Any:
        """Return what the rules found when they were last run."""
        latest = self._held.assessments.last()
        return FindingRow(told_findings(latest.findings if latest else []), many=True).data

    @extend_schema_field(FiledStep(many=True))
    def get_steps(self, case: Case) -> Any:
        """Return the steps that are open to the program."""
        return FiledStep(self.context["steps"], many=True).data

    @extend_schema_field(PermitRow(allow_null=True))
    def get_permit(self, case: Case) -> Any:
        """Return the permit, or null."""
        permit = getattr(self._held, "permit", None)
        return PermitRow(permit).data if permit else None


class PaperRow(serializers.ModelSerializer[Document]):
    """A paper that is filed beside the application."""

    class Meta:
        model = Document
        fields = ("id", "kind", "title", "name", "media_type", "size", "sha256", "filed_at")
