"""QR codes as inline SVG."""

import io

import segno
from django.utils.safestring import SafeString

#: Modules of white around the code (ISO/IEC 18004).
QUIET_ZONE = 4


def qr_svg(content: str, *, size_mm: float) -> SafeString:
    """Return a QR code as an SVG element that many millimetres square, quiet zone included.

    Error correction M (15 %): enough for a fold or a stamp's edge, and coarse enough for a phone.
    """
    qr = segno.make_qr(content, error="m")
    out = io.BytesIO()
    qr.save(
        out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgns=True, omitsize=True, nl=False,
        svgclass=None, lineclass=None,
    )  # fmt: skip
    body = out.getvalue().decode()
    # A viewBox in modules, a size in millimetres; made of digits only, nothing of the content is in it.
    return SafeString(body.replace("<svg ", f'<svg width="{size_mm:g}mm" height="{size_mm:g}mm" ', 1))
