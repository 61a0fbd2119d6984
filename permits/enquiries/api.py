"""Enquiries under /api/v1/ for telephone systems (IVR, SMS): a question, then the code that the phone was sent.

The views open no transaction of their own: what is counted stays counted when the answer is a refusal.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from geo.accounts.visitors import Limit
from geo.api.forms import sent_values
from geo.api.views import ReadView
from permits.enquiries.registry import Told
from permits.enquiries.selectors import told
from permits.enquiries.services import DIGITS, HOLDS, ask, asked_about, count, open_with
from permits.enquiries.spoken import spelled
from permits.offices.enums import Scope
from permits.offices.oauth import Acting, ByToken

#: Questions, and codes, that one program may send: a telephone exchange of a city.
QUESTIONS: Final = Limit("enquiry by program", 3000, timedelta(hours=1))
CODES: Final = Limit("enquiry code by program", 9000, timedelta(hours=1))
KEY = OpenApiParameter("key", UUID, OpenApiParameter.PATH, description=_("Key of the enquiry."))
LANGUAGES: Final = ("ar", "en")


class QuestionForm(serializers.Serializer[Any]):
    """Who asks about what."""

    identifier = serializers.CharField(max_length=20, help_text=_("National identity or residence number, ten digits."))
    number = serializers.CharField(
        max_length=60, help_text=_("Number of the request, grant or permit; digits suffice.")
    )


class CodeSent(serializers.Serializer[Any]):
    """What a telephone says next; the same whether there is a record or not."""

    enquiry = serializers.UUIDField()
    digits = serializers.IntegerField(help_text=_("Digits of the code."))
    seconds = serializers.IntegerField(help_text=_("For how long the code holds."))
    say = serializers.DictField(child=serializers.CharField(), help_text=_("Sentence by language."))


class CodeForm(serializers.Serializer[Any]):
    """The code that the caller keyed in."""

    code = serializers.CharField(max_length=20)


class StatusAnswer(serializers.Serializer[Any]):
    """Where a record stands, in sentences that can be read aloud."""

    number = serializers.CharField()
    parcel = serializers.CharField(allow_null=True, help_text=_("Official code of the plot, once there is one."))
    say = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), help_text=_("Sentences by language.")
    )


class StatusView(ReadView):
    """A view for telephone programs: a token of a licensed office with the scope status:read."""

    authentication_classes = [ByToken]
    permission_classes = [IsAuthenticated]
    parser_classes = [JSONParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse a token that was given for less. Errors: ScopeMissing."""
        super().initial(request, *args, **kwargs)
        self.acting.need(Scope.STATUS)

    @property
    def acting(self) -> Acting:
        """Who asks."""
        acting: Acting = self.request.auth  # type: ignore[assignment]
        return acting


class Enquiries(StatusView):
    """A new question."""

    @extend_schema(
        operation_id="enquiry_ask", summary=_("Ask where a grant or permit stands: its owner's phone gets a code"),
        tags=["enquiries"], request=QuestionForm, responses={202: CodeSent},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Keep the question. Errors: InvalidInput, TooManyEnquiries, NoGateway."""
        count(f"program {self.acting.program.pk}", limit=QUESTIONS)
        sent = sent_values(QuestionForm(data=request.data))
        enquiry = ask(asked_about(sent["identifier"], number=sent["number"]), program=self.acting.program)
        words = _("If these numbers belong together, a code was sent to the mobile number that the office has.")
        answer = {
            "enquiry": enquiry.pk, "digits": DIGITS, "seconds": int(HOLDS.total_seconds()), "say": _in_both(words),
        }  # fmt: skip
        return Response(CodeSent(answer).data, status=202)


class OneEnquiry(StatusView):
    """A question with its code."""

    @extend_schema(
        operation_id="enquiry_status", summary=_("Give the code, and get the status in sentences for a telephone"),
        tags=["enquiries"], parameters=[KEY], request=CodeForm, responses=StatusAnswer,
    )  # fmt: skip
    def post(self, request: Request, key: UUID) -> Response:
        """Answer where the record stands. Errors: CodeWrong, TooManyEnquiries."""
        count(f"program {self.acting.program.pk}", limit=CODES)
        sent = sent_values(CodeForm(data=request.data))
        enquiry = open_with(key, code=sent["code"], program=self.acting.program)
        say, known = {}, None
        for language in LANGUAGES:
            with translation.override(language):
                known = told(enquiry)
                say[language] = sentences(known, language)
        shown = {"number": known.number, "parcel": known.parcel.code if known.parcel else None} if known else {}
        return Response(StatusAnswer({**shown, "say": say}).data)


def sentences(known: Told, language: str) -> list[str]:
    """Return what a telephone says of a record, in the language of the moment."""
    number = spelled(known.number, language)
    said = [
        translation.gettext("%(title)s, number %(number)s.") % {"title": known.title, "number": number},
        translation.gettext("It stands so: %(state)s.") % {"state": known.state},
    ]
    if known.parcel is not None:
        plot = {
            "parcel": spelled(known.parcel.number, language), "block": spelled(known.parcel.block_label, language),
            "plan": spelled(known.parcel.plan_number, language),
        }  # fmt: skip
        said.append(translation.gettext("Your plot: parcel %(parcel)s, block %(block)s, plan %(plan)s.") % plot)
    return [*said, *known.following]


def _in_both(words: Any) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(words)
    return said
