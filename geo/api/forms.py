"""Reading what a request of the API sends."""

from typing import Any

from rest_framework.serializers import Serializer

from geo.errors import InvalidInput


def sent_values(form: Serializer[Any]) -> dict[str, Any]:
    """Return what was sent, as the form reads it. Errors: InvalidInput, with what is wrong with each field."""
    if not form.is_valid():
        raise InvalidInput(fields={name: [str(each) for each in told] for name, told in form.errors.items()})
    sent: dict[str, Any] = form.validated_data
    return sent
