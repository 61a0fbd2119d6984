"""A permit of a kind that is data: a shop sign that was asked for with its photograph, paid and issued."""

from io import BytesIO
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone
from PIL import Image, ImageDraw

from geo.accounts.models import User
from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.services import file_document
from geo.municipalities.scope import act_as, territory
from parcels.plans.models import Plan
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, PublishedParcel
from permits.applications.enums import PermitKind
from permits.applications.models import Permit, PermitApplication
from permits.applications.papers import paper_subject
from permits.applications.services import Asked, decide, open_application
from permits.applications.simple import read_simple, simple_kind_on
from permits.cases.models import Case
from permits.demo.procedures import APPLICANT, departments_consent, pay_bill

SAID = {
    "shop": "مخبز سنابل القطيف", "licence": "٤٤٠١٢٣", "sign": "lit", "sign_m2": "4.50", "height_m": "3.20",
    "arabic": True,
}  # fmt: skip


def make_sign(plan: Plan, *, engineer: str, head: str) -> str:
    """Issue a paid permit for the sign of a shop on the largest parcel of a plan; return its number. Made once."""
    made = Permit.objects.filter(municipality_id=plan.municipality_id, kind=PermitKind.SIMPLE).first()
    if made is not None:
        return made.number
    citizen, reviewer, approver = (User.objects.get(username=username) for username in ("citizen", engineer, head))
    parcel = PublishedParcel.objects.filter(plan_id=plan.pk, state=ParcelState.ACTIVE).order_by("-area_m2", "code")[0]
    with territory([plan.municipality_id]):
        act_as(citizen.pk)
        case = _asked(parcel, citizen).case
        _file_front(case, citizen)
        decide(case=case, name="submit", by=citizen)
        departments_consent(case)
        for name, by in (("recommend", reviewer), ("approve", approver)):
            act_as(by.pk)
            decide(case=case, name=name, by=by)
    pay_bill(case, plan.municipality_id)
    act_as(None)
    with territory([plan.municipality_id]):
        number: str = Permit.objects.get(application_id=case.pk).number
    return number


def _asked(parcel: PublishedParcel, citizen: User) -> PermitApplication:
    version = BoundaryVersion.objects.select_related("parcel__municipality").get(pk=parcel.version_id)
    office = version.parcel.municipality
    row = simple_kind_on("shop-sign", office, timezone.localdate())
    if row is None:
        raise ValueError("data/reference/simple_kinds.csv has no shop sign")
    asked = Asked(
        kind=PermitKind.SIMPLE, office=office, version=version, works=version.geom, simple=row,
        details=read_simple(row, SAID, version.geom),
    )  # fmt: skip
    request_id = uuid5(NAMESPACE_URL, f"sample:sign:{parcel.code}")
    return open_application(asked=asked, applicant=APPLICANT, by=citizen, request_id=request_id)


def _file_front(case: Case, citizen: User) -> None:
    """File a drawn front of the shop in the place of a photograph."""
    picture = Image.new("RGB", (640, 400), "#e8e2d4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 580, 140), fill="#7a3b1d")
    pen.rectangle((90, 170, 300, 360), fill="#9fb6c3")
    pen.rectangle((340, 170, 550, 400), fill="#6d5a48")
    content = BytesIO()
    picture.save(content, "PNG")
    file_document(
        subject=paper_subject(case.pk), office=case.municipality, kind=DocumentKind.PHOTO, title="واجهة المحل",
        name="front.png", content=content.getvalue(), by=citizen, secrecy=Secrecy.PARTIES,
    )  # fmt: skip
