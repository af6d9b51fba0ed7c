"""Format numbers and settings for pages: three decimals, en dashes, true minus signs."""

import json
import math

from markupsafe import Markup, escape

NONE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def decimals(value: float | None) -> str:
    """A number with three decimals, such as 0.912."""
    return NONE if value is None or _missing(value) else f"{value:.3f}".replace("-", MINUS)


def signed(value: float | None) -> str:
    """A difference with three decimals, such as +0.034."""
    return NONE if value is None or _missing(value) else f"{value:+.3f}".replace("-", MINUS)


def power_of_ten(exponent: int) -> str:
    """A power of ten as plain text, such as 10⁻³, where markup cannot be used."""
    return f"10{str(exponent).translate(SUPERSCRIPTS)}"


def significant(value: float) -> str:
    """A number with three digits, such as 0.0123, or with a power of ten if it is very small."""
    if value == 0 or 0.0001 <= abs(value) < 1e6:
        return f"{value:.3g}".replace("-", MINUS)
    digits, _, exponent = f"{value:.2e}".partition("e")
    digits = digits.rstrip("0").rstrip(".").replace("-", MINUS)
    power = power_of_ten(int(exponent))
    return power if digits == "1" else f"{digits} \N{MULTIPLICATION SIGN} {power}"


def count(value: float | None) -> str:
    """A count of rows, such as 1,234."""
    return NONE if value is None or _missing(value) else f"{value:,.0f}"


def percent(part: float | None, whole: float | None) -> str:
    """A share as a percentage with one decimal, such as 33.3%."""
    if part is None or whole is None or not whole:
        return NONE
    return f"{100 * part / whole:.1f}%"


def estimate(value: float | None, low: float | None, high: float | None) -> Markup:
    """A number and its interval, such as 0.912 (0.884-0.937), with the interval in small type."""
    if _missing(low) or _missing(high):
        return escape(decimals(value))
    between = f"{decimals(low)}\N{EN DASH}{decimals(high)}"
    return Markup('{} <span class="interval">({})</span>').format(decimals(value), between)


def signed_estimate(value: float | None, low: float | None, high: float | None) -> Markup:
    """A difference and its interval, such as +0.034 (+0.012 to +0.056).

    The ends have signs, so they are joined by "to": a dash would look like another minus.
    """
    if _missing(low) or _missing(high):
        return escape(signed(value))
    between = f"{signed(low)} to {signed(high)}"
    return Markup('{} <span class="interval">({})</span>').format(signed(value), between)


def gain(value: float | None, low: float | None, high: float | None) -> Markup:
    """A signed estimate; its CSS class tells on which side of zero the interval lies."""
    if low is None or high is None or _missing(low) or _missing(high):
        side = "level"
    else:
        side = "above" if low > 0 else "below" if high < 0 else "level"
    text = Markup('<span class="{}">{}</span>')
    return text.format(side, signed_estimate(value, low, high))


def plain(value: object) -> str:
    """A setting or a fact as text: lists with commas, None and empty values as a dash."""
    if value is None or value == "" or value == [] or value == {}:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(plain(entry) for entry in value)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return str(value)


def flattened(nested: dict, prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as rows of a dotted key and a text, in the settings' order."""
    rows = []
    for key, value in nested.items():
        if isinstance(value, dict) and value:
            rows += flattened(value, f"{prefix}{key}.")
        else:
            rows.append((f"{prefix}{key}", plain(value)))
    return rows
