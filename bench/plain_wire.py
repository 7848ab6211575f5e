"""The raw limits of a sync: pages only fetched and parsed, or changes posted one at a time.

Arguments: `fetch` or `post`, an address, a token, and for `post` how many.
"""

from __future__ import annotations

import json
import sys
from uuid import uuid4

import httpx

PAGE = 500
_BODY = {
    "claim": "019aa000-0000-7000-8000-000000000000",
    "place": "office",
    "actual_start": "2026-11-23T14:00:00Z",
    "actual_stop": "2026-11-23T14:50:00Z",
    "times_assumed": True,
    "cpt": ["90834"],
    "modifiers": [],
    "dx": ["F41.1"],
    "note_route": "upload",
    "note_status": "none",
}


def fetch(client: httpx.Client) -> int:
    """Read the feed to its end; gives how many records it has."""
    cursor, more, count = "", True, 0
    while more:
        answer = client.get("/v1/feed", params={"after": cursor, "limit": PAGE})
        page = json.loads(answer.content)
        count += len(page["items"])
        cursor, more = page["cursor"], page["more"]
    return count


def post(client: httpx.Client, count: int) -> int:
    """Post changes one by one, reading each answer."""
    for _ in range(count):
        change = {"id": str(uuid4()), "kind": "session", "record": str(uuid4()), "verb": "confirm"}
        said = {"changes": [{**change, "seen_version": 0, "body": _BODY}]}
        answer = client.post("/v1/changes", json=said)
        json.loads(answer.content)["results"]
    return count


def main() -> None:
    """Do what the first argument says."""
    what, url, token, *rest = sys.argv[1:]
    headers = {"Authorization": f"Bearer {token}", "Practice-Platform": "headway"}
    with httpx.Client(base_url=url, headers=headers) as client:
        done = fetch(client) if what == "fetch" else post(client, int(rest[0]))
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    main()
