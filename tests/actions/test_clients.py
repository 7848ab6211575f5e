from __future__ import annotations


def test_x(desk, added):
    c = added()
    print(c)
