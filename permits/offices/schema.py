"""What the API's description says of the tokens of programs."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from permits.offices.enums import Scope


class TokenScheme(OpenApiAuthenticationExtension):
    """Tokens of OAuth 2.0, for a program itself or for a person of its office."""

    target_class = "permits.offices.oauth.ByToken"
    name = "programs"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Return the two ways to a token."""
        scopes = {scope.value: scope.value for scope in Scope}
        token = {"tokenUrl": "/oauth/token", "refreshUrl": "/oauth/token", "scopes": scopes}
        return {
            "type": "oauth2",
            "flows": {
                "clientCredentials": {"tokenUrl": "/oauth/token", "scopes": scopes},
                "authorizationCode": {"authorizationUrl": "/oauth/authorize", **token},
            },
        }
