"""The fonts that documents are set in, and the refusal to print without them."""

import subprocess

from geo.printing.errors import ArabicFontMissing

#: Letters of Arabic text; Debian: fonts-noto-core.
ARABIC_FAMILY = "Noto Naskh Arabic"
#: Latin letters, codes and signs that the Arabic face lacks; the same package.
LATIN_FAMILY = "Noto Sans"


def installed(family: str) -> bool:
    """Say whether fontconfig, which WeasyPrint asks too, has a font of this family."""
    listing = subprocess.run(
        ["fc-list", f":family={family}", "family"], capture_output=True, text=True, timeout=30, check=True
    )
    return family in listing.stdout


def require_arabic_font() -> None:
    """Refuse when no Arabic font is there. Errors: ArabicFontMissing."""
    if not installed(ARABIC_FAMILY):
        raise ArabicFontMissing(family=ARABIC_FAMILY)
