"""The form that files a paper."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.documents.enums import DocumentKind, Secrecy
from geo.documents.models import Document
from geo.documents.selectors import documents_of


class DocumentForm(forms.Form):
    """A paper of one record: its kind, its title, who reads it, the file, and the version it takes the place of.

    `kinds` are those that the record has, empty for all; `levels` those of secrecy that the person may choose.
    """

    subject = forms.CharField(max_length=120, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of document"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    secrecy = forms.ChoiceField(label=_("Who reads it"), choices=Secrecy.choices)
    supersedes = forms.ModelChoiceField(
        label=_("Takes the place of"), queryset=Document.objects.none(), required=False,
        empty_label=_("Nothing: it is a new document"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"), max_length=300,
        help_text=_(
            "PDF, TIFF, PNG or JPEG, at most 20 MB. Of a picture only what is seen is kept, not where it was taken."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/png,image/jpeg,image/tiff"}),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, files: Any = None, *, subject: str, kinds: Sequence[DocumentKind] = (),
        levels: Sequence[Secrecy] = tuple(Secrecy),
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial={"subject": subject}, prefix="document")
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds or DocumentKind]  # type: ignore[attr-defined]
        self.fields["secrecy"].choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]
        if len(levels) == 1:  # nothing to choose
            self.fields["secrecy"].widget, self.fields["secrecy"].initial = forms.HiddenInput(), levels[0].value
        self.fields["supersedes"].queryset = documents_of(subject)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            look = "form-select" if name in ("kind", "supersedes", "secrecy") else "form-control"
            field.widget.attrs["class"] = look
