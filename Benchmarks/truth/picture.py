"""Pictures of the page: bars on a logarithmic scale, readable on light and on dark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

BAR, GAP, LABEL, WIDTH, VALUE = 14, 4, 118, 760, 70
STYLE = """<style>
text { font: 11px system-ui, sans-serif; fill: #1f2328 }
.title { font-weight: 600 }
.ours { fill: #0969da } .peer { fill: #8c959f } .floor { fill: #d0d7de }
.axis { stroke: #8c959f; stroke-width: 0.5 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .ours { fill: #4493f8 } .peer { fill: #7d8590 } .floor { fill: #444c56 }
}
</style>"""


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    shown: str
    kind: str  # ours, peer or floor


@dataclass(frozen=True)
class Panel:
    title: str
    bars: Sequence[Bar]


def draw(description: str, panels: Sequence[Panel]) -> str:
    """Panels below each other on one scale; bars begin at the power of ten below the least value."""
    values = [bar.value for panel in panels for bar in panel.bars if bar.value > 0]
    low, high = math.floor(math.log10(min(values))), math.log10(max(values))
    room = WIDTH - LABEL - VALUE
    parts, top = [], 0

    def length(value: float) -> float:
        return max(2, room * (math.log10(value) - low) / max(high - low, 1)) if value > 0 else 2

    for panel in panels:
        top += 18
        parts.append(f'<text class="title" x="0" y="{top - 5}">{escape(panel.title)}</text>')
        start = top
        for bar in panel.bars:
            middle = top + BAR - 3
            parts.append(f'<text x="{LABEL - 6}" y="{middle}" text-anchor="end">{escape(bar.label)}</text>')
            parts.append(f'<rect class="{bar.kind}" x="{LABEL}" y="{top}" width="{length(bar.value):.1f}" height="{BAR}"/>')
            parts.append(f'<text x="{LABEL + length(bar.value) + 5:.1f}" y="{middle}">{escape(bar.shown)}</text>')
            top += BAR + GAP
        parts.append(f'<line class="axis" x1="{LABEL}" y1="{start - 2}" x2="{LABEL}" y2="{top}"/>')
        top += 8
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" width="{WIDTH}" height="{top}" role="img">'
        f"<title>{escape(description)}</title>{STYLE}" + "".join(parts) + "</svg>\n")
