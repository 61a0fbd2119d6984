"""Colours and lengths as QML and SLD write them."""

#: Millimetres of one CSS px, 1/96 inch.
MM_PER_PX = 25.4 / 96


def mm(px: float) -> str:
    """Return a length in millimetres, for QML."""
    return f"{px * MM_PER_PX:.3f}".rstrip("0").rstrip(".")


def number(value: float) -> str:
    """Return a number without needless zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def rgba(colour: str) -> tuple[int, int, int, int]:
    """Return red, green, blue, alpha, each 0 to 255, of #rrggbb or #rrggbbaa.

    >>> rgba("#8c5a2b80")
    (140, 90, 43, 128)
    """
    digits = colour.removeprefix("#").ljust(8, "f")
    red, green, blue, alpha = bytes.fromhex(digits)
    return red, green, blue, alpha


def qml_colour(colour: str, strength: float = 1.0) -> str:
    """Return a colour as QML writes it, "r,g,b,a", its alpha times `strength`; "" is wholly transparent."""
    if not colour:
        return "0,0,0,0"
    red, green, blue, alpha = rgba(colour)
    return f"{red},{green},{blue},{round(alpha * strength)}"


def sld_colour(colour: str) -> tuple[str, str]:
    """Return a colour as SLD writes it: #rrggbb and the opacity, 0 to 1."""
    return colour[:7], number(rgba(colour)[3] / 255)
