import io

import pytest

from practicecli.domain.incoming import ConfirmRow, InvalidRow
from practicecli.errors import Exit, UsageError
from practicecli.files.batch import read_batch
from practicecli.files.csvform import CELL_LIMIT

GOOD = b"session,cpt,dx\ns-1,90834,F41.1\n"


class Pipe(io.BytesIO):
    """Standard input from another program: it cannot go back."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation


def read(content, name="rows.csv"):
    return list(read_batch(io.BytesIO(content), name=name))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\xff\xfe" + "session,cpt,dx\n".encode("utf-16-le"), "is UTF-16 text"),
        ("session,cpt,dx\ns-1,1,2\n".encode("utf-16-le"), "is UTF-16 text"),
        ("session,cpt,dx\ns-1,1,2\n".encode("utf-16-be"), "is UTF-16 text"),
        (
            b"session,cpt,dx\ns-1,90834,caf\xe9\n",
            "Latin-1 (Windows-1252) text: see byte 29, on line 2",
        ),
        (b"session,cpt,dx\n\xc3", "see byte 16, on line 2"),
        (b"\x93\xfa\x96\x7b\x8c\xea\x82\xc5\x82\xb7", "is not UTF-8 text"),
        (b"PK\x03\x04rest of a workbook", "spreadsheet or another zipped file"),
        (b"session,cpt,dx\ns-1,90834,\0\n", "a NUL character at byte 26, on line 2"),
        (b"s-1,90834,F41.1\ns-2,90834,F41.1\n", "has no header line"),
        (b"\n\n", "has no header line"),
        (b"session,dx\ns-1,F41.1\n", "lacks `cpt`"),
        (b"session\ns-1\n", "lacks `cpt`, `dx`"),
        (b"session,cpt,dx,cpt\ns-1,1,2,3\n", "has `cpt` twice"),
        (b'[{"session": "s-1"}]\n', "JSON array"),
        (b'{\n "session": "s-1"\n}\n', "spread over lines"),
        (GOOD + b's-2,"90834,F41.1\n', "Row 2 of rows.csv has a quote that is not closed"),
    ],
)
def test_an_input_of_the_wrong_form_is_refused_before_its_first_row(content, words):
    with pytest.raises(UsageError) as caught:
        read_batch(io.BytesIO(content), name="rows.csv")

    assert words in str(caught.value)
    assert caught.value.hint
    assert caught.value.exit_code is Exit.USAGE


@pytest.mark.parametrize("size", [CELL_LIMIT + 1, 10_000_000])
@pytest.mark.parametrize("quote", [b"", b'"'])
def test_an_overlong_cell_is_refused_with_its_row(size, quote):
    content = GOOD + b"s-2," + quote + b"9" * size + quote + b",F41.1\n"

    with pytest.raises(UsageError, match=r"Row 2 of rows.csv has .*a cell over 64 KiB"):
        read(content)


def test_an_overlong_cell_with_line_ends_is_refused_with_its_row():
    with pytest.raises(UsageError, match=r"Row 1 of rows.csv has .*a cell over 64 KiB"):
        read(b'session,cpt,dx\ns-1,"' + b"9\n" * CELL_LIMIT + b'",F41.1\n')


def test_the_longest_cell_is_read():
    (row,) = read(b"session,cpt,dx,mine\ns-1,90834,F41.1," + b"9" * CELL_LIMIT + b"\n")

    assert isinstance(row, ConfirmRow)


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\n", b"\r\n"),
        GOOD.replace(b"\n", b"\r"),
        GOOD.replace(b",", b"\t"),
        GOOD.replace(b",", b";"),
        b"dx,session,cpt\nF41.1,s-1,90834\n",
        b"Session , CPT, DX\ns-1,90834,f41.1\n",
        b'session,cpt,dx\n"s-1","90834","F41.1"\n',
        b"session,cpt,dx\ns-1,90834,F41.1",
        b"session,cpt,dx\ns-1,90834,F41.1,,\n,,\n",
        b'{"session": "s-1", "cpt": "90834", "dx": "F41.1"}\n',
        b'\xef\xbb\xbf{"session": "s-1", "cpt": 90834, "dx": ["F41.1"]}',
    ],
)
def test_the_same_row_comes_out_of_every_form(content):
    assert read(content) == [ConfirmRow(1, "s-1", ("90834",), ("F41.1",))]


def test_a_pipe_is_read_like_a_file():
    assert list(read_batch(Pipe(GOOD), name="-")) == read(GOOD)


def test_a_pipe_of_more_than_64_mb_is_refused():
    with pytest.raises(UsageError, match="larger than 64 MB"):
        read_batch(Pipe(GOOD + b" " * (64 * 1024 * 1024)), name="-")


def test_a_header_without_rows_is_a_batch_of_none():
    assert read(b"session,cpt,dx\n") == []


def test_empty_rows_count_but_are_not_given():
    rows = read(GOOD + b"\n,,\ns-4,90834,F41.1\n")

    assert [row.row for row in rows] == [1, 4]


def test_a_strange_column_is_ignored_and_said_with_what_was_meant():
    batch = read_batch(io.BytesIO(b"session,cpt,dx,modifer,when\ns-1,1,2,95,x\n"), name="rows.csv")

    assert [problem.code for problem in batch.warnings] == ["unknown-column"]
    assert "`modifer`" in batch.warnings[0].message
    assert "`modifier` for `modifer`" in batch.warnings[0].fix
    assert [row.modifiers for row in batch] == [()]


def test_the_columns_of_our_own_list_are_no_news():
    header = b"session,when,minutes,client_ref,cpt,modifiers,dx,start,stop,place,note,sign\n"
    batch = read_batch(io.BytesIO(header + b"s-1,x,60,c-1,90837,95,F41.1,,,,,\n"), name="rows.csv")

    assert batch.warnings == ()
    assert [row.modifiers for row in batch] == [("95",)]


def test_a_bad_row_does_not_stop_the_others():
    rows = read(b"session,cpt,dx\ns-1,90834\ns-2,90834,F41.1\n,90834,F41.1\ns-4,1,2,3\n")

    assert [type(row) for row in rows] == [InvalidRow, ConfirmRow, InvalidRow, InvalidRow]
    assert [row.session for row in rows] == ["s-1", "s-2", None, "s-4"]
    assert [row.problems[0].code for row in rows if isinstance(row, InvalidRow)] == [
        "cell-count",
        "no-session",
        "cell-count",
    ]
