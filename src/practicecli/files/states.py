"""The states of the United States by name: USPS Publication 28, appendix B (with DC and PR)."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    "AL alabama,AK alaska,AZ arizona,AR arkansas,CA california,CO colorado,CT connecticut,"
    "DE delaware,DC district of columbia,FL florida,GA georgia,HI hawaii,ID idaho,IL illinois,"
    "IN indiana,IA iowa,KS kansas,KY kentucky,LA louisiana,ME maine,MD maryland,MA massachusetts,"
    "MI michigan,MN minnesota,MS mississippi,MO missouri,MT montana,NE nebraska,NV nevada,"
    "NH new hampshire,NJ new jersey,NM new mexico,NY new york,NC north carolina,ND north dakota,"
    "OH ohio,OK oklahoma,OR oregon,PA pennsylvania,PR puerto rico,RI rhode island,"
    "SC south carolina,SD south dakota,TN tennessee,TX texas,UT utah,VT vermont,VA virginia,"
    "WA washington,WV west virginia,WI wisconsin,WY wyoming"
)
STATES: Final = {line[3:]: line[:2] for line in _NAMES.split(",")}
_CODES: Final = frozenset(STATES.values())


def state_code(text: str) -> str | None:
    """Give the two letters of a state from its name or letters; None for what is not a state."""
    letters = text.strip().upper()
    return letters if letters in _CODES else STATES.get(text.strip().casefold())
