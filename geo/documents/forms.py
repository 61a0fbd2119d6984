"""The form that files a paper."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from geo.documents.enums import DocumentKind
from geo.documents.models import Document
from geo.documents.selectors import documents_of


class DocumentForm(forms.Form):
    """A paper of one record: its kind, what it is called, the file, and the version it takes the place of."""

    subject = forms.CharField(max_length=120, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind of document"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    supersedes = forms.ModelChoiceField(
        label=_("Takes the place of"), queryset=Document.objects.none(), required=False,
        empty_label=_("Nothing: it is a new document"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, PNG or JPEG, at most 20 MB."), max_length=300,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )  # fmt: skip

    def __init__(self, data: Any = None, files: Any = None, *, subject: str) -> None:
        super().__init__(data, files, initial={"subject": subject}, prefix="document")
        self.fields["supersedes"].queryset = documents_of(subject)  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            look = "form-select" if name in ("kind", "supersedes") else "form-control"
            field.widget.attrs["class"] = look
